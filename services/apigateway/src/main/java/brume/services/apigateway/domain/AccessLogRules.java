package brume.services.apigateway.domain;

import brume.api.apigateway.AccessLogSettings;
import brume.api.apigateway.Stage;
import brume.base.Arn;
import brume.wire.ServiceException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a stage logs its requests. Source: LocalStack's recordings
 * test_stage_access_log_settings and test_stage_access_log_settings_validation.
 */
public final class AccessLogRules {

    private static final String GROUP = "log-group:";

    private AccessLogRules() {}

    static Stage patched(Stage stage, PatchPath patch) {
        AccessLogSettings known =
                stage.accessLogSettings() == null
                        ? AccessLogSettings.builder().build()
                        : stage.accessLogSettings();
        if (patch.isRemove()) {
            if (patch.names().size() > 1) {
                throw StageRules.nothingToRemove(patch);
            }
            return stage.toBuilder().accessLogSettings(null).build();
        }
        AccessLogSettings.Builder settings = known.toBuilder();
        switch (patch.path()) {
            case "/accessLogSettings/destinationArn" ->
                    settings.destinationArn(checkDestination(value(patch)));
            case "/accessLogSettings/format" -> settings.format(checkFormat(value(patch)));
            default ->
                    throw ApiErrors.bad(
                            "Invalid accessLogSettings path. Must be one of :"
                                    + " [/accessLogSettings/destinationArn,"
                                    + " /accessLogSettings/format]");
        }
        return stage.toBuilder().accessLogSettings(settings.build()).build();
    }

    private static String value(PatchPath patch) {
        String value = patch.value();
        if (value == null || value.isEmpty()) {
            throw ApiErrors.bad("Access Log value must not be empty");
        }
        return value;
    }

    private static String checkDestination(String destination) {
        String service = Arn.find(destination).map(Arn::service).orElse("");
        if (service.equals("firehose")) {
            throw ApiErrors.notImplemented("access logs to Firehose");
        }
        if (findGroup(destination).isEmpty()) {
            throw invalid(destination);
        }
        return destination;
    }

    private static ServiceException invalid(String destination) {
        return ApiErrors.bad("Invalid ARN specified in the request: " + destination);
    }

    /** Source: Developer Guide, "Set up logging": a line tells which request it is about. */
    private static String checkFormat(String format) {
        boolean identified =
                format.contains("$context.requestId")
                        || format.contains("$context.extendedRequestId");
        if (!identified) {
            throw ApiErrors.bad(
                    "Access log format must include $context.requestId or"
                            + " $context.extendedRequestId");
        }
        return format;
    }

    /** The settings, if they say both where to and what to write. */
    public static Optional<AccessLogSettings> complete(@Nullable AccessLogSettings settings) {
        return Optional.ofNullable(settings)
                .filter(found -> found.destinationArn() != null && found.format() != null);
    }

    /** The log group that an ARN names. */
    public static Optional<String> findGroup(String destination) {
        return Arn.find(destination)
                .filter(arn -> arn.service().equals("logs"))
                .map(Arn::resource)
                .filter(resource -> resource.startsWith(GROUP))
                .map(resource -> resource.substring(GROUP.length()))
                .map(name -> name.endsWith(":*") ? name.substring(0, name.length() - 2) : name)
                .filter(name -> !name.isEmpty());
    }
}
