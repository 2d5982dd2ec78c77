package brume.services.sqs.domain;

import brume.api.sqs.SqsErrors;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** Statements that AddPermission and RemovePermission put into a queue's policy. */
public final class QueuePolicy {

    private QueuePolicy() {}

    /** The policy with one more statement. */
    public static String with(
            Queue queue, String label, List<String> accounts, List<String> actions) {
        ArrayNode statements = statements(queue);
        if (find(statements, label) >= 0) {
            throw MessageRules.invalid(label, "Label", "Already exists.");
        }
        if (statements.size() >= SqsQuotas.POLICY_STATEMENTS.value()) {
            throw SqsErrors.overLimit("A policy has at most 20 statements.");
        }
        String partition = queue.scope().region().partition();
        ObjectNode statement = statements.addObject();
        statement.put("Sid", label).put("Effect", "Allow");
        ObjectNode principal = statement.putObject("Principal");
        put(
                principal,
                "AWS",
                accounts.stream().map(a -> "arn:" + partition + ":iam::" + a + ":root").toList());
        put(statement, "Action", actions.stream().map(action -> "SQS:" + action).toList());
        statement.put("Resource", queue.arn());
        return text(queue, statements);
    }

    private static void put(ObjectNode object, String name, List<String> values) {
        if (values.size() == 1) {
            object.put(name, values.getFirst());
        } else {
            ArrayNode all = object.putArray(name);
            values.forEach(all::add);
        }
    }

    /** The policy without the statement of this label; empty text if none is left. */
    public static String without(Queue queue, String label) {
        ArrayNode statements = statements(queue);
        int index = find(statements, label);
        if (index < 0) {
            throw MessageRules.invalid(label, "Label", "can't find label.");
        }
        statements.remove(index);
        return statements.isEmpty() ? "" : text(queue, statements);
    }

    private static int find(ArrayNode statements, String label) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path("Sid").asText().equals(label)) {
                return i;
            }
        }
        return -1;
    }

    private static ArrayNode statements(Queue queue) {
        JsonNode statements =
                queue.policy().map(Documents::parse).orElse(Documents.object()).path("Statement");
        ArrayNode all = Documents.array();
        if (statements.isArray()) {
            statements.forEach(all::add);
        } else if (statements.isObject()) {
            all.add(statements);
        }
        return all;
    }

    private static String text(Queue queue, ArrayNode statements) {
        Optional<JsonNode> present = queue.policy().map(Documents::parse);
        ObjectNode policy = Documents.object();
        policy.put("Version", present.map(p -> p.path("Version").asText()).orElse("2008-10-17"));
        policy.put(
                "Id",
                present.map(p -> p.path("Id").asText())
                        .filter(id -> !id.isEmpty())
                        .orElse(queue.arn() + "/SQSDefaultPolicy"));
        policy.set("Statement", statements);
        return Documents.text(policy);
    }
}
