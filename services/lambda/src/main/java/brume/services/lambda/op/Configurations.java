package brume.services.lambda.op;

import brume.api.lambda.DeadLetterConfig;
import brume.api.lambda.EnvironmentResponse;
import brume.api.lambda.EphemeralStorage;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.Layer;
import brume.api.lambda.LoggingConfig;
import brume.api.lambda.RuntimeVersionConfig;
import brume.api.lambda.SnapStartResponse;
import brume.api.lambda.TracingConfigResponse;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.State;
import brume.services.lambda.domain.Runtimes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The FunctionConfiguration that clients see. */
final class Configurations {

    private static final DateTimeFormatter MODIFIED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxx").withZone(ZoneOffset.UTC);

    private Configurations() {}

    /** As Get, Create and Update answer it. */
    static FunctionConfiguration of(LambdaFunction function, String arn) {
        State state = function.state();
        State update = function.updateStatus();
        FunctionConfiguration.Builder all =
                listed(function, arn).toBuilder()
                        .state(state.name())
                        .stateReason(state.reason())
                        .stateReasonCode(state.reasonCode())
                        .runtimeVersionConfig(
                                RuntimeVersionConfig.builder()
                                        .runtimeVersionArn(
                                                Runtimes.versionArn(
                                                        function.configuration().runtime(),
                                                        function.region(),
                                                        function.scope().region().partition()))
                                        .build());
        if (update != null) {
            all.lastUpdateStatus(update.name())
                    .lastUpdateStatusReason(update.reason())
                    .lastUpdateStatusReasonCode(update.reasonCode());
        }
        return all.build();
    }

    /** As the List operations answer it: without states. */
    static FunctionConfiguration listed(LambdaFunction function, String arn) {
        LambdaFunction.Configuration configuration = function.configuration();
        Map<String, String> environment = configuration.environment();
        return FunctionConfiguration.builder()
                .functionName(function.name())
                .functionArn(arn)
                .runtime(configuration.runtime())
                .role(configuration.role())
                .handler(configuration.handler())
                .codeSize(function.code().bytes())
                .description(configuration.description())
                .timeout(configuration.timeoutSeconds())
                .memorySize(configuration.memoryMb())
                .lastModified(function.lastModified())
                .codeSha256(function.code().sha256())
                .version(function.version())
                .environment(
                        environment == null
                                ? null
                                : EnvironmentResponse.builder().variables(environment).build())
                .tracingConfig(TracingConfigResponse.builder().mode("PassThrough").build())
                .deadLetterConfig(
                        configuration.deadLetterArn() == null
                                ? null
                                : new DeadLetterConfig(configuration.deadLetterArn()))
                .layers(layers(configuration.layers()))
                .revisionId(function.revisionId())
                .packageType("Zip")
                .architectures(configuration.architectures())
                .ephemeralStorage(new EphemeralStorage(configuration.tmpMb()))
                .snapStart(
                        SnapStartResponse.builder()
                                .applyOn("None")
                                .optimizationStatus("Off")
                                .build())
                .loggingConfig(logging(configuration))
                .build();
    }

    private static LoggingConfig logging(LambdaFunction.Configuration configuration) {
        LambdaFunction.JsonLog json = configuration.jsonLog();
        LoggingConfig.Builder logging =
                LoggingConfig.builder().logFormat("Text").logGroup(configuration.logGroup());
        if (json != null) {
            logging.logFormat("JSON")
                    .applicationLogLevel(json.applicationLevel())
                    .systemLogLevel(json.systemLevel());
        }
        return logging.build();
    }

    private static @Nullable List<Layer> layers(List<LambdaFunction.LayerUse> layers) {
        return layers.isEmpty()
                ? null
                : layers.stream()
                        .map(use ->
                                Layer.builder().arn(use.arn()).codeSize(use.code().bytes()).build())
                        .toList();
    }

    static String modified(Instant time) {
        return MODIFIED.format(time);
    }
}
