package brume.services.kinesis.op;

import brume.api.kinesis.DecreaseStreamRetentionPeriodInput;
import brume.api.kinesis.DescribeAccountSettingsInput;
import brume.api.kinesis.DescribeAccountSettingsOutput;
import brume.api.kinesis.DisableEnhancedMonitoringInput;
import brume.api.kinesis.EnableEnhancedMonitoringInput;
import brume.api.kinesis.EnhancedMonitoringOutput;
import brume.api.kinesis.IncreaseStreamRetentionPeriodInput;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.MetricsName;
import brume.api.kinesis.MinimumThroughputBillingCommitmentOutput;
import brume.api.kinesis.MinimumThroughputBillingCommitmentOutputStatus;
import brume.api.kinesis.UpdateMaxRecordSizeInput;
import brume.api.kinesis.UpdateStreamModeInput;
import brume.base.Clock;
import brume.services.kinesis.domain.KinesisQuotas;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.op.StreamAccess.StreamRef;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.CommonErrors;
import brume.wire.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Retention, mode, greatest record and monitoring of streams; settings of accounts. */
public final class Settings {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final StreamStore streams;
    private final StreamAccess access;
    private final Clock clock;

    public Settings(StreamStore streams, StreamAccess access, Clock clock) {
        this.streams = streams;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        KinesisApi.INCREASE_STREAM_RETENTION_PERIOD,
                        IncreaseStreamRetentionPeriodInput::streamName,
                        IncreaseStreamRetentionPeriodInput::streamARN,
                        (input, ref, call) ->
                                change(
                                        ref,
                                        stream -> increased(stream, input.retentionPeriodHours()))),
                access.on(
                        KinesisApi.DECREASE_STREAM_RETENTION_PERIOD,
                        DecreaseStreamRetentionPeriodInput::streamName,
                        DecreaseStreamRetentionPeriodInput::streamARN,
                        (input, ref, call) ->
                                change(
                                        ref,
                                        stream -> decreased(stream, input.retentionPeriodHours()))),
                access.on(
                        KinesisApi.UPDATE_STREAM_MODE,
                        input -> null,
                        UpdateStreamModeInput::streamARN,
                        this::changeMode),
                access.on(
                        KinesisApi.UPDATE_MAX_RECORD_SIZE,
                        input -> null,
                        UpdateMaxRecordSizeInput::streamARN,
                        (input, ref, call) ->
                                change(
                                        ref,
                                        stream ->
                                                stream.withSettings(
                                                        stream.retentionHours(),
                                                        input.maxRecordSizeInKiB(),
                                                        stream.metrics()))),
                access.on(
                        KinesisApi.ENABLE_ENHANCED_MONITORING,
                        EnableEnhancedMonitoringInput::streamName,
                        EnableEnhancedMonitoringInput::streamARN,
                        (input, ref, call) -> monitor(ref, input.shardLevelMetrics(), true)),
                access.on(
                        KinesisApi.DISABLE_ENHANCED_MONITORING,
                        DisableEnhancedMonitoringInput::streamName,
                        DisableEnhancedMonitoringInput::streamARN,
                        (input, ref, call) -> monitor(ref, input.shardLevelMetrics(), false)),
                Operation.of(
                        KinesisApi.DESCRIBE_ACCOUNT_SETTINGS,
                        (input, call) ->
                                List.of(
                                        brume.spi.Permission.of(
                                                KinesisApi.DESCRIBE_ACCOUNT_SETTINGS.action(),
                                                "*")),
                        Settings::describeAccount));
    }

    private Unit change(StreamRef ref, UnaryOperator<Stream> change) {
        return streams.transact(transaction -> {
            streams.put(transaction, change.apply(access.get(transaction, ref)));
            return Unit.INSTANCE;
        });
    }

    private static Stream increased(Stream stream, int hours) {
        checkRetention(hours);
        if (hours < stream.retentionHours()) {
            throw KinesisErrors.invalidArgumentException(
                    requested(stream, hours)
                            + " can not be shorter than existing retention period ("
                            + stream.retentionHours()
                            + " hours). Use DecreaseRetentionPeriod API.");
        }
        return stream.withSettings(hours, stream.recordKibMax(), stream.metrics());
    }

    private static Stream decreased(Stream stream, int hours) {
        checkRetention(hours);
        if (hours > stream.retentionHours()) {
            throw KinesisErrors.invalidArgumentException(
                    requested(stream, hours)
                            + " can not be longer than existing retention period ("
                            + stream.retentionHours()
                            + " hours). Use IncreaseRetentionPeriod API.");
        }
        return stream.withSettings(hours, stream.recordKibMax(), stream.metrics());
    }

    private static String requested(Stream stream, int hours) {
        return "Requested retention period (" + hours + " hours) for stream " + stream.name();
    }

    private static void checkRetention(int hours) {
        if (hours < KinesisQuotas.RETENTION_HOURS_MIN.value()) {
            throw KinesisErrors.invalidArgumentException(
                    "Minimum allowed retention period is 24 hours. Requested retention period ("
                            + hours
                            + " hours) is too short.");
        }
        if (hours > KinesisQuotas.RETENTION_HOURS.value()) {
            throw KinesisErrors.invalidArgumentException(
                    "Maximum allowed retention period is 8760 hours. Requested retention period ("
                            + hours
                            + " hours) is too long.");
        }
    }

    private Unit changeMode(UpdateStreamModeInput input, StreamRef ref, Call call) {
        if (input.warmThroughputMiBps() != null) {
            throw CommonErrors.notImplemented(KinesisApi.MODEL, "WarmThroughputMiBps");
        }
        String mode = input.streamModeDetails().streamMode();
        return change(
                ref,
                stream -> {
                    if (stream.mode().equals(mode)) {
                        return stream;
                    }
                    List<Long> changed = lastDay(stream.modeChangedMillis(), clock.millis());
                    if (changed.size() >= KinesisQuotas.MODE_CHANGES_PER_DAY.value()) {
                        throw KinesisErrors.limitExceededException(
                                "The mode of stream "
                                        + stream.name()
                                        + " has been changed twice within 24 hours.");
                    }
                    changed.add(clock.millis());
                    return stream.withMode(mode, changed);
                });
    }

    /** Those times that are less than a day ago. */
    static List<Long> lastDay(List<Long> millis, long now) {
        return new ArrayList<>(millis.stream().filter(time -> now - time < DAY_MILLIS).toList());
    }

    private EnhancedMonitoringOutput monitor(StreamRef ref, List<String> metrics, boolean enable) {
        List<String> named =
                metrics.contains(MetricsName.ALL)
                        ? MetricsName.VALUES.stream()
                                .filter(name -> !name.equals(MetricsName.ALL))
                                .toList()
                        : metrics;
        return streams.transact(transaction -> {
            Stream stream = access.get(transaction, ref);
            TreeSet<String> after = new TreeSet<>(stream.metrics());
            if (enable) {
                after.addAll(named);
            } else {
                named.forEach(after::remove);
            }
            List<String> desired = List.copyOf(after);
            streams.put(
                    transaction,
                    stream.withSettings(stream.retentionHours(), stream.recordKibMax(), desired));
            return EnhancedMonitoringOutput.builder()
                    .streamName(stream.name())
                    .streamARN(stream.arn())
                    .currentShardLevelMetrics(stream.metrics())
                    .desiredShardLevelMetrics(desired)
                    .build();
        });
    }

    /** Nothing is billed, so nothing is committed to. */
    private static DescribeAccountSettingsOutput describeAccount(
            DescribeAccountSettingsInput input, Call call) {
        return DescribeAccountSettingsOutput.builder()
                .minimumThroughputBillingCommitment(
                        MinimumThroughputBillingCommitmentOutput.builder()
                                .status(MinimumThroughputBillingCommitmentOutputStatus.DISABLED)
                                .build())
                .build();
    }
}
