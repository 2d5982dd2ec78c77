package brume.services.lambda.op;

import brume.api.lambda.DeleteProvisionedConcurrencyConfigRequest;
import brume.api.lambda.GetProvisionedConcurrencyConfigRequest;
import brume.api.lambda.GetProvisionedConcurrencyConfigResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListProvisionedConcurrencyConfigsRequest;
import brume.api.lambda.ListProvisionedConcurrencyConfigsResponse;
import brume.api.lambda.ProvisionedConcurrencyConfigListItem;
import brume.api.lambda.ProvisionedConcurrencyStatusEnum;
import brume.api.lambda.PutProvisionedConcurrencyConfigRequest;
import brume.api.lambda.PutProvisionedConcurrencyConfigResponse;
import brume.base.Clock;
import brume.services.lambda.domain.Alias;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.ProvisionedConfig;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.store.ProvisionedStore;
import brume.services.lambda.worker.ProvisionedConcurrency;
import brume.services.lambda.worker.ProvisionedConcurrency.Status;
import brume.spi.Operation;
import brume.store.Reader;
import brume.wire.Unit;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The operations on provisioned concurrency; errors as AWS answers them. */
public final class ProvisionedConcurrencyOperations {

    private static final int PAGE_MAX = 50;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx").withZone(ZoneOffset.UTC);

    private final FunctionStore functions;
    private final ProvisionedStore configs;
    private final ProvisionedConcurrency environments;
    private final ConcurrencyTotals totals;
    private final Clock clock;

    public ProvisionedConcurrencyOperations(
            FunctionStore functions, ProvisionedConcurrency environments, Clock clock) {
        this.functions = functions;
        this.configs = functions.provisioned();
        this.environments = environments;
        this.totals = new ConcurrencyTotals(functions);
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.PUT_PROVISIONED_CONCURRENCY_CONFIG,
                        PutProvisionedConcurrencyConfigRequest::functionName,
                        PutProvisionedConcurrencyConfigRequest::qualifier,
                        this::put),
                FunctionOperations.on(
                        LambdaApi.GET_PROVISIONED_CONCURRENCY_CONFIG,
                        GetProvisionedConcurrencyConfigRequest::functionName,
                        GetProvisionedConcurrencyConfigRequest::qualifier,
                        this::get),
                FunctionOperations.on(
                        LambdaApi.DELETE_PROVISIONED_CONCURRENCY_CONFIG,
                        DeleteProvisionedConcurrencyConfigRequest::functionName,
                        DeleteProvisionedConcurrencyConfigRequest::qualifier,
                        this::delete),
                FunctionOperations.on(
                        LambdaApi.LIST_PROVISIONED_CONCURRENCY_CONFIGS,
                        ListProvisionedConcurrencyConfigsRequest::functionName,
                        input -> null,
                        this::list));
    }

    private PutProvisionedConcurrencyConfigResponse put(
            PutProvisionedConcurrencyConfigRequest input, FunctionReference reference) {
        if (reference.isLatest()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Provisioned Concurrency Configs cannot be applied to unpublished function"
                            + " versions.");
        }
        int requested = input.provisionedConcurrentExecutions();
        checkAccount(reference, requested);
        ProvisionedConfig config =
                new ProvisionedConfig(
                        reference.scope().account().value(),
                        reference.region().value(),
                        reference.name(),
                        reference.qualifier().orElseThrow(),
                        requested,
                        TIME.format(clock.now()));
        functions.transact(transaction -> {
            exists(transaction, reference);
            checkConflict(transaction, reference);
            checkReserved(transaction, config);
            configs.put(transaction, config);
            return config;
        });
        return PutProvisionedConcurrencyConfigResponse.builder()
                .requestedProvisionedConcurrentExecutions(requested)
                .availableProvisionedConcurrentExecutions(0)
                .allocatedProvisionedConcurrentExecutions(0)
                .status(ProvisionedConcurrencyStatusEnum.IN_PROGRESS)
                .lastModified(config.modified())
                .build();
    }

    private void exists(Reader reader, FunctionReference reference) {
        if (reference.isLatest()) {
            throw LambdaErrors.invalidParameterValueException(
                    "The function resource provided must be an alias or a published version.");
        }
        if (reference.versionNumber().isPresent()) {
            var ignored = functions.get(reader, reference);
        } else if (functions.aliases().find(reader, reference).isEmpty()) {
            throw LambdaErrors.resourceNotFoundException(
                    "Cannot find alias arn: " + reference.qualifiedArn());
        }
    }

    /** The account's concurrency that is left must do for the functions without a share. */
    private void checkAccount(FunctionReference reference, int requested) {
        long all = LambdaQuotas.CONCURRENT_EXECUTIONS.value();
        long least = LambdaQuotas.UNRESERVED_CONCURRENCY_MIN.value();
        if (requested > all) {
            throw LambdaErrors.invalidParameterValueException(
                    "Specified ConcurrentExecutions for function is greater than account's"
                            + " unreserved concurrency ["
                            + all
                            + "].");
        }
        Integer reserved =
                functions
                        .find(reference.unqualified(), 1)
                        .map(LambdaFunction::reservedConcurrency)
                        .orElse(null);
        if (reserved == null && all - others(reference) - requested < least) {
            throw LambdaErrors.invalidParameterValueException(
                    "Specified ConcurrentExecutions for function decreases account's"
                            + " UnreservedConcurrentExecution below its minimum value of ["
                            + least
                            + "].");
        }
    }

    /** What is reserved in the account, without what this version or alias has already. */
    private long others(FunctionReference reference) {
        int own =
                functions
                        .read(reader -> configs.find(reader, reference))
                        .map(ProvisionedConfig::requested)
                        .orElse(0);
        return totals.of(reference.scope(), "").reserved() - own;
    }

    /** A version is provisioned by itself or through an alias. */
    private void checkConflict(Reader reader, FunctionReference reference) {
        List<Alias> aliases =
                functions
                        .aliases()
                        .list(
                                reader,
                                reference.scope(),
                                reference.name(),
                                Optional.empty(),
                                Integer.MAX_VALUE);
        String own = reference.qualifier().orElseThrow();
        for (Alias alias : aliases) {
            if (alias.name().equals(own)
                    && configs.find(reader, reference.withQualifier(alias.version())).isPresent()) {
                throw LambdaErrors.resourceConflictException(
                        "Alias can't be used for Provisioned Concurrency configuration on an"
                                + " already Provisioned version");
            }
            if (alias.version().equals(own)
                    && configs.find(reader, alias.reference()).isPresent()) {
                throw LambdaErrors.resourceConflictException(
                        "Version is pointed by a Provisioned Concurrency alias");
            }
        }
    }

    private void checkReserved(Reader reader, ProvisionedConfig config) {
        FunctionReference reference = config.reference();
        Integer reserved = functions.get(reader, reference.unqualified()).reservedConcurrency();
        int others =
                configs
                        .list(
                                reader,
                                reference.scope(),
                                reference.name(),
                                Optional.empty(),
                                Integer.MAX_VALUE)
                        .stream()
                        .filter(other -> !other.qualifier().equals(config.qualifier()))
                        .mapToInt(ProvisionedConfig::requested)
                        .sum();
        if (reserved != null && reserved < others + config.requested()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Requested Provisioned Concurrency should not be greater than the"
                            + " reservedConcurrentExecution for function");
        }
    }

    private ProvisionedConfig find(Reader reader, FunctionReference reference) {
        exists(reader, reference);
        return configs.find(reader, reference)
                .orElseThrow(() ->
                        LambdaErrors.provisionedConcurrencyConfigNotFoundException(
                                "No Provisioned Concurrency Config found for this function"));
    }

    private GetProvisionedConcurrencyConfigResponse get(
            GetProvisionedConcurrencyConfigRequest input, FunctionReference reference) {
        ProvisionedConfig config = functions.read(reader -> find(reader, reference));
        Status status = environments.status(config);
        return GetProvisionedConcurrencyConfigResponse.builder()
                .requestedProvisionedConcurrentExecutions(config.requested())
                .availableProvisionedConcurrentExecutions(status.allocated())
                .allocatedProvisionedConcurrentExecutions(status.allocated())
                .status(name(config, status))
                .statusReason(status.failure().orElse(null))
                .lastModified(config.modified())
                .build();
    }

    private static String name(ProvisionedConfig config, Status status) {
        if (status.allocated() >= config.requested()) {
            return ProvisionedConcurrencyStatusEnum.READY;
        }
        return status.failure().isPresent()
                ? ProvisionedConcurrencyStatusEnum.FAILED
                : ProvisionedConcurrencyStatusEnum.IN_PROGRESS;
    }

    private Unit delete(
            DeleteProvisionedConcurrencyConfigRequest input, FunctionReference reference) {
        return functions.transact(transaction -> {
            exists(transaction, reference);
            configs.delete(transaction, reference); // succeeds also if there is none, as on AWS
            return Unit.INSTANCE;
        });
    }

    private ListProvisionedConcurrencyConfigsResponse list(
            ListProvisionedConcurrencyConfigsRequest input, FunctionReference reference) {
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        List<ProvisionedConfig> found =
                functions.read(reader -> {
                    var ignored = functions.get(reader, reference.unqualified());
                    return configs.list(
                            reader, reference.scope(), reference.name(), after, limit + 1);
                });
        Markers.Page<ProvisionedConfig> page =
                Markers.Page.of(found, limit, ProvisionedConfig::qualifier);
        return ListProvisionedConcurrencyConfigsResponse.builder()
                .provisionedConcurrencyConfigs(page.items().stream().map(this::item).toList())
                .nextMarker(page.next())
                .build();
    }

    private ProvisionedConcurrencyConfigListItem item(ProvisionedConfig config) {
        Status status = environments.status(config);
        return ProvisionedConcurrencyConfigListItem.builder()
                .functionArn(config.reference().qualifiedArn())
                .requestedProvisionedConcurrentExecutions(config.requested())
                .availableProvisionedConcurrentExecutions(status.allocated())
                .allocatedProvisionedConcurrentExecutions(status.allocated())
                .status(name(config, status))
                .statusReason(status.failure().orElse(null))
                .lastModified(config.modified())
                .build();
    }
}
