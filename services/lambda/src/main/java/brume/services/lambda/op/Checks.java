package brume.services.lambda.op;

import brume.api.lambda.DeadLetterConfig;
import brume.api.lambda.FileSystemConfig;
import brume.api.lambda.ImageConfig;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.LogFormat;
import brume.api.lambda.LoggingConfig;
import brume.api.lambda.SnapStart;
import brume.api.lambda.TracingConfig;
import brume.api.lambda.VpcConfig;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.JsonLog;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.Runtimes;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules for what a function may be configured with. */
final class Checks {

    /** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
    private static final Set<String> RESERVED =
            Set.of(
                    "_HANDLER",
                    "_X_AMZN_TRACE_ID",
                    "AWS_DEFAULT_REGION",
                    "AWS_REGION",
                    "AWS_EXECUTION_ENV",
                    "AWS_LAMBDA_FUNCTION_NAME",
                    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                    "AWS_LAMBDA_FUNCTION_VERSION",
                    "AWS_LAMBDA_INITIALIZATION_TYPE",
                    "AWS_LAMBDA_LOG_GROUP_NAME",
                    "AWS_LAMBDA_LOG_STREAM_NAME",
                    "AWS_ACCESS_KEY",
                    "AWS_ACCESS_KEY_ID",
                    "AWS_SECRET_ACCESS_KEY",
                    "AWS_SESSION_TOKEN",
                    "AWS_LAMBDA_RUNTIME_API",
                    "LAMBDA_TASK_ROOT",
                    "LAMBDA_RUNTIME_DIR");

    private Checks() {}

    /** A runtime that AWS knows, and that is built here. */
    static void runtime(String runtime) {
        Runtimes.check(runtime);
        if (!Runtimes.built(runtime)) {
            throw notImplemented("the runtime " + runtime);
        }
    }

    /** Native code for another processor cannot run here; Python sources can. */
    static void architecture(String runtime, List<String> architectures) {
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        if (runtime.startsWith("provided") && architectures.contains("arm64") != arm) {
            throw notImplemented(
                    "the architecture "
                            + architectures.getFirst()
                            + " of custom runtimes on this host's processor");
        }
    }

    static void environment(@Nullable Map<String, String> variables) {
        if (variables == null) {
            return;
        }
        TreeSet<String> reserved = new TreeSet<>(variables.keySet());
        reserved.retainAll(RESERVED);
        if (!reserved.isEmpty()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Lambda was unable to configure your environment variables because the"
                            + " environment variables you have provided contains reserved keys that"
                            + " are currently not supported for modification. Reserved keys used in"
                            + " this request: "
                            + String.join(", ", reserved));
        }
        ObjectNode document = Documents.object();
        variables.forEach(document::put);
        String text = Documents.text(document);
        if (text.getBytes(StandardCharsets.UTF_8).length > LambdaQuotas.ENVIRONMENT_BYTES.value()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Lambda was unable to configure your environment variables because the"
                            + " environment variables you have provided exceeded the 4KB limit."
                            + " String measured: "
                            + text);
        }
    }

    static void tags(Map<String, String> tags) {
        if (tags.size() > LambdaQuotas.TAGS_PER_FUNCTION.value()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Number of tags exceeds resource tag limit.");
        }
        for (String key : tags.keySet()) {
            if (key.startsWith("aws:")) {
                throw LambdaErrors.invalidParameterValueException(
                        "Your request contains one or more reserved tag keys. A tag key can't start"
                                + " with 'aws:'.");
            }
        }
    }

    /** Settings that other parts of AWS would have to honour, and that are not built. */
    static void unbuilt(
            @Nullable VpcConfig vpc,
            @Nullable TracingConfig tracing,
            @Nullable List<FileSystemConfig> fileSystems,
            @Nullable ImageConfig image,
            @Nullable SnapStart snapStart,
            @Nullable String kmsKeyArn) {
        if (vpc != null && (hasAny(vpc.subnetIds()) || hasAny(vpc.securityGroupIds()))) {
            throw notImplemented("VpcConfig");
        }
        if (tracing != null && "Active".equals(tracing.mode())) {
            throw notImplemented("TracingConfig with the mode Active");
        }
        if (hasAny(fileSystems)) {
            throw notImplemented("FileSystemConfigs");
        }
        if (image != null) {
            throw notImplemented("ImageConfig");
        }
        if (snapStart != null && "PublishedVersions".equals(snapStart.applyOn())) {
            throw notImplemented("SnapStart");
        }
        if (hasText(kmsKeyArn)) {
            throw notImplemented("KMSKeyArn");
        }
    }

    /** The dead-letter target that a request asks for: a queue or a topic; none if it is empty. */
    static @Nullable String deadLetter(@Nullable DeadLetterConfig config, @Nullable String before) {
        String target = config == null ? before : config.targetArn();
        if (target == null || target.isEmpty()) {
            return null;
        }
        String service = target.split(":", 4)[2];
        if (!service.equals("sqs") && !service.equals("sns")) {
            throw LambdaErrors.invalidParameterValueException(
                    "The provided dead-letter target " + target + " is invalid.");
        }
        return target;
    }

    /** The log group that a LoggingConfig asks for. */
    static String logGroup(@Nullable LoggingConfig logging, String otherwise) {
        String group = logging == null ? null : logging.logGroup();
        return group == null ? otherwise : group;
    }

    /** The levels of the JSON log that a LoggingConfig asks for, or null for a plain one. */
    static @Nullable JsonLog jsonLog(@Nullable LoggingConfig logging, @Nullable JsonLog before) {
        if (logging == null) {
            return before;
        }
        String format = logging.logFormat();
        String application = logging.applicationLogLevel();
        String system = logging.systemLogLevel();
        if (format == null ? before == null : format.equals(LogFormat.TEXT)) {
            if (application != null || system != null) {
                throw LambdaErrors.invalidParameterValueException(
                        "LogLevel is not supported when LogFormat is set to \"Text\". Remove"
                                + " LogLevel from your request or change the LogFormat to"
                                + " \"JSON\" and try again.");
            }
            return null;
        }
        JsonLog present = before == null ? new JsonLog("INFO", "INFO") : before;
        return new JsonLog(
                application == null ? present.applicationLevel() : application,
                system == null ? present.systemLevel() : system);
    }

    /** The RevisionId of a request, if it has one, is the present one. */
    static void revision(@Nullable String expected, String present) {
        if (expected != null && !expected.equals(present)) {
            throw LambdaErrors.preconditionFailedException(
                    "The Revision Id provided does not match the latest Revision Id. Call the"
                            + " GetFunction/GetAlias API to retrieve the latest Revision Id");
        }
    }

    /** Only the function as a whole has what the operation is about. */
    static void unqualified(FunctionReference reference) {
        if (reference.qualifier().isPresent()) {
            throw LambdaErrors.invalidParameterValueException(
                    "This operation is permitted on Lambda functions only. Aliases and versions do"
                            + " not support this operation. Please specify either a function name"
                            + " or an unqualified function ARN.");
        }
    }

    /** No change is under way. */
    static void settled(LambdaFunction function) {
        if (function.changing()) {
            throw LambdaErrors.resourceConflictException(
                    "The operation cannot be performed at this time. An update is in progress for"
                            + " resource: "
                            + function.arn());
        }
    }

    /** Parameters of parts of Lambda that are not built. */
    static void absent(@Nullable Object value, String name) {
        if (value != null) {
            throw notImplemented(name);
        }
    }

    private static boolean hasAny(@Nullable List<?> list) {
        return list != null && !list.isEmpty();
    }

    private static boolean hasText(@Nullable String text) {
        return text != null && !text.isEmpty();
    }

    static ServiceException notImplemented(String what) {
        return CommonErrors.notImplemented(LambdaApi.MODEL, what);
    }
}
