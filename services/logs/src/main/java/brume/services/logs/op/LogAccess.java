package brume.services.logs.op;

import brume.api.logs.LogsApi;
import brume.api.logs.LogsErrors;
import brume.base.Arn;
import brume.base.Ids;
import brume.services.logs.domain.LogGroupEntry;
import brume.services.logs.domain.LogStreamEntry;
import brume.services.logs.store.LogStore;
import brume.spi.Call;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How operations name groups and streams, in requests, in permissions and in errors. */
final class LogAccess {

    private LogAccess() {}

    /**
     * The permission on a whole group. Its ARN ends like that of a stream without a name, as AWS's
     * denials show it, so that policies on {@code log-group:name:*} match.
     */
    static List<Permission> onGroup(OperationModel<?, ?> model, Call call, String group) {
        return onStream(model, call, group, "");
    }

    static List<Permission> onStream(
            OperationModel<?, ?> model, Call call, String group, String stream) {
        String resource = "log-group:" + group + ":log-stream:" + stream;
        return List.of(
                Permission.of(model.action(), call.scope().arn("logs", resource).toString()));
    }

    static LogGroupEntry getGroup(LogStore store, Reader reader, Call call, String name) {
        return store.findGroup(reader, call.scope(), name).orElseThrow(LogAccess::groupMissing);
    }

    static LogStreamEntry getStream(
            LogStore store, Reader reader, LogGroupEntry group, String name) {
        return store.findStream(reader, group, name)
                .orElseThrow(() ->
                        LogsErrors.resourceNotFoundException(
                                "The specified log stream does not exist."));
    }

    /** The group that a request names by name or by identifier, which may be an ARN. */
    static String groupName(Call call, @Nullable String name, @Nullable String identifier) {
        if (name != null && identifier != null) {
            throw CommonErrors.validation(
                    LogsApi.MODEL,
                    "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
        }
        if (name != null) {
            return name;
        }
        if (identifier == null) {
            throw LogsErrors.invalidParameterException(
                    "Must specify either logGroupName or logGroupIdentifier.");
        }
        return groupOfArn(call, identifier).orElse(identifier);
    }

    /**
     * The group's name in the ARN of a group; empty if the text is no such ARN. The form with
     * {@code :*} at the end does not come here: AWS's model has no asterisk in these members.
     *
     * @throws brume.wire.ServiceException if the group is not of the caller's account and region
     */
    static Optional<String> groupOfArn(Call call, String text) {
        Optional<Arn> arn =
                Arn.find(text).filter(found -> found.resource().startsWith("log-group:"));
        if (arn.isEmpty()) {
            return Optional.empty();
        }
        if (!arn.get().account().equals(call.account().value())) {
            throw CommonErrors.notImplemented(
                    LogsApi.MODEL, "access to the log groups of another account");
        }
        if (!arn.get().region().equals(call.region().value())) {
            throw groupMissing();
        }
        return Optional.of(arn.get().resource().substring("log-group:".length()));
    }

    /**
     * Refuses a member that the API has got lately, by name, so that it does not matter whether the
     * generated types know it already. False is what its absence means.
     */
    static void refuse(Shape input, String member) {
        JsonNode value = ShapeJson.toTree(input).path(member);
        boolean harmless = value.isMissingNode() || value.isNull() || isFalse(value);
        if (!harmless) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, "the parameter " + member);
        }
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }

    /** An id for a group or a stream: 60 random bits. */
    static long newId() {
        return Long.parseLong(Ids.hex(15), 16);
    }

    private static ServiceException groupMissing() {
        return LogsErrors.resourceNotFoundException("The specified log group does not exist.");
    }

    /** Refuses to show protected data: data protection policies are not built. */
    static void requireMasked(@Nullable Boolean unmask) {
        if (Boolean.TRUE.equals(unmask)) {
            throw CommonErrors.notImplemented(LogsApi.MODEL, "the parameter unmask");
        }
    }
}
