package brume.services.events.op;

import brume.api.events.EventsApi;
import brume.api.events.InputTransformer;
import brume.api.events.ListRuleNamesByTargetRequest;
import brume.api.events.ListRuleNamesByTargetResponse;
import brume.api.events.ListTargetsByRuleRequest;
import brume.api.events.ListTargetsByRuleResponse;
import brume.api.events.PutTargetsRequest;
import brume.api.events.PutTargetsResponse;
import brume.api.events.RemoveTargetsRequest;
import brume.api.events.RemoveTargetsResponse;
import brume.api.events.Target;
import brume.base.Arn;
import brume.services.events.domain.EventPath;
import brume.services.events.domain.EventRule;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.EventStore;
import brume.services.events.worker.Deliveries;
import brume.spi.Call;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The targets of rules: functions, queues, topics and Kinesis streams. Others are refused, not
 * forgotten.
 */
public final class Targets {

    private final EventStore store;

    public Targets(EventStore store) {
        this.store = store;
    }

    public PutTargetsResponse put(PutTargetsRequest input, Call call) {
        input.targets().forEach(Targets::check);
        String bus = EventAccess.busName(input.eventBusName(), call);
        store.transact(tx -> {
            store.getBus(tx, call.scope(), bus);
            store.getRule(tx, call.scope(), bus, input.rule());
            Set<String> ids = new HashSet<>();
            store.targets(tx, call.scope(), bus, input.rule())
                    .forEach(target -> ids.add(target.id()));
            input.targets().forEach(target -> ids.add(target.id()));
            if (ids.size() > EventsQuotas.TARGETS_PER_RULE.value()) {
                throw Rules.limitExceeded();
            }
            input.targets()
                    .forEach(
                            target -> store.putTarget(tx, call.scope(), bus, input.rule(), target));
            return ids;
        });
        return PutTargetsResponse.builder().failedEntryCount(0).failedEntries(List.of()).build();
    }

    private static void check(Target target) {
        Optional<Arn> arn = Arn.find(target.arn());
        if (arn.isEmpty()) {
            throw invalid(
                    "Parameter "
                            + target.arn()
                            + " is not valid. Reason: Provided Arn is not in correct format.");
        }
        boolean built =
                switch (arn.get().service()) {
                    case "lambda" -> arn.get().resource().startsWith("function:");
                    case "sqs", "sns" -> true;
                    case "kinesis" -> arn.get().resource().startsWith("stream/");
                    default -> false;
                };
        if (!built) {
            throw CommonErrors.notImplemented(
                    EventsApi.MODEL, "targets of the service " + arn.get().service());
        }
        checkRole(target, arn.get());
        requireBuilt(target, arn.get());
        checkInput(target);
    }

    private static ServiceException invalid(String message) {
        return CommonErrors.validation(EventsApi.MODEL, message);
    }

    private static void checkRole(Target target, Arn arn) {
        boolean given = target.roleArn() != null;
        if (given && arn.service().equals("lambda")) {
            throw invalid("RoleArn is not supported for target " + target.arn() + ".");
        }
        if (!given && arn.service().equals("kinesis")) {
            throw invalid("RoleArn is required for target " + target.arn() + ".");
        }
        if (arn.service().equals("sqs")
                && arn.resource().endsWith(".fifo")
                && (target.sqsParameters() == null
                        || target.sqsParameters().messageGroupId() == null)) {
            throw invalid(
                    "Parameter(s) SqsParameters must be specified for target: "
                            + target.id()
                            + ".");
        }
        if (target.kinesisParameters() != null) {
            checkPath(target.kinesisParameters().partitionKeyPath(), target);
        }
    }

    private static void requireBuilt(Target target, Arn arn) {
        if (target.deadLetterConfig() != null && target.deadLetterConfig().arn() != null) {
            throw CommonErrors.notImplemented(EventsApi.MODEL, "targets with DeadLetterConfig");
        }
        boolean foreign =
                Stream.of(
                                arn.service().equals("kinesis") ? null : target.kinesisParameters(),
                                target.runCommandParameters(),
                                target.ecsParameters(),
                                target.batchParameters(),
                                arn.service().equals("sqs") ? null : target.sqsParameters(),
                                target.httpParameters(),
                                target.redshiftDataParameters(),
                                target.sageMakerPipelineParameters(),
                                target.appSyncParameters())
                        .anyMatch(Objects::nonNull);
        if (foreign) {
            throw CommonErrors.notImplemented(
                    EventsApi.MODEL, "parameters of targets of other services");
        }
    }

    private static void checkInput(Target target) {
        long given =
                Stream.of(target.input(), target.inputPath(), target.inputTransformer())
                        .filter(Objects::nonNull)
                        .count();
        if (given > 1) {
            throw invalid(
                    "Only one of Input, InputPath, or InputTransformer must be provided for"
                            + " target "
                            + target.id()
                            + ".");
        }
        if (target.input() != null) {
            checkJson(target);
        }
        if (target.inputPath() != null) {
            checkPath(target.inputPath(), target);
        }
        InputTransformer transformer = target.inputTransformer();
        if (transformer != null) {
            if (transformer.inputPathsMap() != null) {
                transformer.inputPathsMap().values().forEach(path -> checkPath(path, target));
            }
            Optional<String> undefined = Deliveries.template(transformer).findUndefined();
            if (undefined.isPresent()) {
                throw invalid(
                        "InputTemplate for target "
                                + target.id()
                                + " contains invalid placeholder "
                                + undefined.get()
                                + ".");
            }
        }
    }

    private static void checkJson(Target target) {
        try {
            Documents.parse(Objects.requireNonNull(target.input()));
        } catch (IllegalArgumentException e) {
            throw invalid("JSON syntax error in input for target " + target.id());
        }
    }

    private static void checkPath(String path, Target target) {
        if (EventPath.parse(path).isEmpty()) {
            throw invalid("Invalid JsonPath " + path + " for target " + target.id() + ".");
        }
    }

    public RemoveTargetsResponse remove(RemoveTargetsRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        store.transact(tx -> {
            store.getBus(tx, call.scope(), bus);
            EventRule rule = store.getRule(tx, call.scope(), bus, input.rule());
            input.ids().forEach(id -> store.deleteTarget(tx, call.scope(), bus, rule.name(), id));
            return rule;
        });
        return RemoveTargetsResponse.builder().failedEntryCount(0).failedEntries(List.of()).build();
    }

    public ListTargetsByRuleResponse list(ListTargetsByRuleRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        List<Target> targets =
                store.read(reader -> {
                    store.getBus(reader, call.scope(), bus);
                    store.getRule(reader, call.scope(), bus, input.rule());
                    return store.targets(reader, call.scope(), bus, input.rule());
                });
        PageTokens.Page<Target> page =
                PageTokens.page(targets, Target::id, input.nextToken(), input.limit());
        return ListTargetsByRuleResponse.builder()
                .targets(page.items())
                .nextToken(page.token())
                .build();
    }

    public ListRuleNamesByTargetResponse listRuleNames(
            ListRuleNamesByTargetRequest input, Call call) {
        String bus = EventAccess.busName(input.eventBusName(), call);
        List<String> names =
                store.read(reader -> {
                    store.getBus(reader, call.scope(), bus);
                    return store.rules(reader, call.scope(), bus, rule -> true).stream()
                            .map(EventRule::name)
                            .filter(rule ->
                                    store.targets(reader, call.scope(), bus, rule).stream()
                                            .anyMatch(target ->
                                                    target.arn().equals(input.targetArn())))
                            .toList();
                });
        PageTokens.Page<String> page =
                PageTokens.page(names, name -> name, input.nextToken(), input.limit());
        return ListRuleNamesByTargetResponse.builder()
                .ruleNames(page.items())
                .nextToken(page.token())
                .build();
    }
}
