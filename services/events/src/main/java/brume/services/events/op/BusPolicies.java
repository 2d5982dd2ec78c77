package brume.services.events.op;

import brume.api.events.Condition;
import brume.api.events.EventsApi;
import brume.api.events.EventsErrors;
import brume.api.events.PutPermissionRequest;
import brume.api.events.RemovePermissionRequest;
import brume.base.Clock;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.events.domain.EventBusEntry;
import brume.services.events.domain.EventsQuotas;
import brume.services.events.store.EventStore;
import brume.spi.Call;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Who else may put events on a bus. */
public final class BusPolicies {

    private final EventStore store;
    private final Clock clock;

    public BusPolicies(EventStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public Unit put(PutPermissionRequest input, Call call) {
        String name = EventAccess.busName(input.eventBusName(), call);
        return store.transact(tx -> {
            EventBusEntry bus = store.getBus(tx, call.scope(), name);
            String policy =
                    input.policy() != null
                            ? input.policy()
                            : withStatement(
                                    bus.policy(),
                                    statement(input, EventBusEntry.arn(call.scope(), name)));
            check(policy);
            store.putBus(tx, call.scope(), bus.withPolicy(policy, clock.now()));
            return Unit.INSTANCE;
        });
    }

    private static void check(String policy) {
        if (policy.length() > EventsQuotas.POLICY_CHARACTERS.value()) {
            throw EventsErrors.policyLengthExceededException(
                    "The policy is longer than "
                            + EventsQuotas.POLICY_CHARACTERS.value()
                            + " characters.");
        }
        try {
            PolicyDocument.parse(policy, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw CommonErrors.validation(
                    EventsApi.MODEL, "Parameter Policy is not valid. Reason: " + e.getMessage());
        }
    }

    private static ObjectNode statement(PutPermissionRequest input, String busArn) {
        String principal = input.principal();
        if (principal == null || input.statementId() == null || input.action() == null) {
            throw CommonErrors.validation(
                    EventsApi.MODEL,
                    "Parameters Action, Principal and StatementId must be specified.");
        }
        ObjectNode statement = Documents.object();
        statement.put("Sid", input.statementId());
        statement.put("Effect", "Allow");
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else {
            statement.putObject("Principal").put("AWS", "arn:aws:iam::" + principal + ":root");
        }
        statement.put("Action", input.action());
        statement.put("Resource", busArn);
        Condition condition = input.condition();
        if (condition != null) {
            statement
                    .putObject("Condition")
                    .putObject(condition.type())
                    .put(condition.key(), condition.value());
        }
        return statement;
    }

    private static String withStatement(@Nullable String policy, ObjectNode added) {
        ArrayNode statements = without(policy, added.get("Sid").textValue());
        statements.add(added);
        return document(statements);
    }

    private static String document(ArrayNode statements) {
        ObjectNode document = Documents.object();
        document.put("Version", "2012-10-17");
        document.set("Statement", statements);
        return Documents.text(document);
    }

    /** The statements of a policy but for the one with this id. */
    private static ArrayNode without(@Nullable String policy, String sid) {
        ArrayNode kept = Documents.array();
        if (policy != null) {
            JsonNode statements = Documents.parse(policy).path("Statement");
            for (JsonNode statement :
                    statements.isArray() ? statements : Documents.array().add(statements)) {
                if (!statement.path("Sid").asText().equals(sid)) {
                    kept.add(statement);
                }
            }
        }
        return kept;
    }

    public Unit remove(RemovePermissionRequest input, Call call) {
        String name = EventAccess.busName(input.eventBusName(), call);
        return store.transact(tx -> {
            EventBusEntry bus = store.getBus(tx, call.scope(), name);
            store.putBus(tx, call.scope(), bus.withPolicy(left(bus, input), clock.now()));
            return Unit.INSTANCE;
        });
    }

    private static @Nullable String left(EventBusEntry bus, RemovePermissionRequest input) {
        if (Boolean.TRUE.equals(input.removeAllPermissions())) {
            return null;
        }
        String sid = input.statementId() == null ? "" : input.statementId();
        ArrayNode kept = without(bus.policy(), sid);
        int before = without(bus.policy(), "").size();
        if (kept.size() == before || sid.isEmpty()) {
            throw EventsErrors.resourceNotFoundException(
                    "Statement with the provided id does not exist.");
        }
        return kept.isEmpty() ? null : document(kept);
    }
}
