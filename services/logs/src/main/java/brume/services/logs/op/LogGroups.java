package brume.services.logs.op;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.DeleteLogGroupRequest;
import brume.api.logs.DeleteRetentionPolicyRequest;
import brume.api.logs.DescribeLogGroupsRequest;
import brume.api.logs.DescribeLogGroupsResponse;
import brume.api.logs.LogGroup;
import brume.api.logs.LogGroupClass;
import brume.api.logs.LogsApi;
import brume.api.logs.LogsErrors;
import brume.api.logs.PutRetentionPolicyRequest;
import brume.base.Clock;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogsQuotas;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Log groups and how long they keep events. */
public final class LogGroups {

    private static final String DELIVERY = "DELIVERY";
    private static final int PAGE_DEFAULT = Math.toIntExact(LogsQuotas.DESCRIBE_PAGE.value());

    private final LogStore store;
    private final Clock clock;

    public LogGroups(LogStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Unit create(CreateLogGroupRequest input, Call call) {
        if (input.kmsKeyId() != null) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, "CreateLogGroup with kmsKeyId");
        }
        if (DELIVERY.equals(input.logGroupClass())) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, "the log group class DELIVERY");
        }
        LogAccess.refuse(input, "deletionProtectionEnabled");
        Map<String, String> tags = input.tags() == null ? Map.of() : input.tags();
        LogGroupEntry group =
                new LogGroupEntry(
                        input.logGroupName(),
                        LogAccess.newId(),
                        clock.millis(),
                        Optional.ofNullable(input.logGroupClass()).orElse(LogGroupClass.STANDARD),
                        null,
                        new TreeMap<>(tags));
        return store.transact(tx -> {
            if (store.findGroup(tx, call.scope(), group.name()).isPresent()) {
                throw LogsErrors.resourceAlreadyExistsException(
                        "The specified log group already exists");
            }
            store.putGroup(tx, call.scope(), group);
            return Unit.INSTANCE;
        });
    }

    public Unit delete(DeleteLogGroupRequest input, Call call) {
        return store.transact(tx -> {
            LogGroupEntry group = LogAccess.getGroup(store, tx, call, input.logGroupName());
            store.deleteGroup(tx, call.scope(), group);
            return Unit.INSTANCE;
        });
    }

    public DescribeLogGroupsResponse describe(DescribeLogGroupsRequest input, Call call) {
        if (input.logGroupNamePrefix() != null && input.logGroupNamePattern() != null) {
            throw LogsErrors.invalidParameterException(
                    "LogGroup name prefix and LogGroup name pattern are mutually exclusive"
                            + " parameters.");
        }
        if (Boolean.TRUE.equals(input.includeLinkedAccounts())
                || input.accountIdentifiers() != null) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, "DescribeLogGroups across accounts");
        }
        LogAccess.refuse(input, "logGroupIdentifiers");
        int limit = input.limit() == null ? PAGE_DEFAULT : input.limit();
        return store.read(reader -> {
            List<LogGroupEntry> groups =
                    store.groups(
                            reader,
                            call.scope(),
                            Optional.ofNullable(input.logGroupNamePrefix()).orElse(""),
                            PageTokens.after(input.nextToken()),
                            filter(input),
                            limit + 1);
            String token = null;
            if (groups.size() > limit) {
                groups.removeLast();
                token = PageTokens.of(groups.getLast().name());
            }
            return DescribeLogGroupsResponse.builder()
                    .logGroups(groups.stream().map(group -> shape(reader, group, call)).toList())
                    .nextToken(token)
                    .build();
        });
    }

    private static Predicate<LogGroupEntry> filter(DescribeLogGroupsRequest input) {
        // "a case-sensitive substring search" (API_DescribeLogGroups)
        String part = Optional.ofNullable(input.logGroupNamePattern()).orElse("");
        String wanted = input.logGroupClass();
        return group ->
                group.name().contains(part)
                        && (wanted == null || wanted.equals(group.logGroupClass()));
    }

    private LogGroup shape(Reader reader, LogGroupEntry group, Call call) {
        String arn = group.arn(call.scope());
        return LogGroup.builder()
                .logGroupName(group.name())
                .creationTime(group.createdMillis())
                .retentionInDays(group.retentionDays())
                .metricFilterCount(0)
                .arn(arn + ":*")
                .storedBytes(store.events().sizes().bytes(reader, group))
                .logGroupClass(group.logGroupClass())
                .logGroupArn(arn)
                .build();
    }

    public Unit putRetention(PutRetentionPolicyRequest input, Call call) {
        if (!LogsQuotas.RETENTION_DAYS.contains(input.retentionInDays())) {
            throw LogsErrors.invalidParameterException(
                    "1 validation error detected: Value '"
                            + input.retentionInDays()
                            + "' at 'retentionInDays' failed to satisfy constraint: Member must"
                            + " satisfy enum value set: "
                            + LogsQuotas.RETENTION_DAYS.stream().sorted().toList());
        }
        return setRetention(call, input.logGroupName(), input.retentionInDays());
    }

    public Unit deleteRetention(DeleteRetentionPolicyRequest input, Call call) {
        return setRetention(call, input.logGroupName(), null);
    }

    private Unit setRetention(Call call, String name, @Nullable Integer days) {
        return store.transact(tx -> {
            LogGroupEntry group = LogAccess.getGroup(store, tx, call, name);
            store.putGroup(tx, call.scope(), group.withRetention(days));
            return Unit.INSTANCE;
        });
    }
}
