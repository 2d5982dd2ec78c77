package brume.services.lambda.domain;

import brume.api.lambda.AddLayerVersionPermissionRequest;
import brume.api.lambda.AddPermissionRequest;
import brume.api.lambda.LambdaErrors;
import brume.base.AccountId;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The policy that says who may call a function, made of the statements of AddPermission. */
public final class ResourcePolicy {

    private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?");
    private static final Pattern ACTION = Pattern.compile("lambda:[*]|lambda:[a-zA-Z]+|[*]");

    private ResourcePolicy() {}

    /**
     * The statement that AddPermission describes.
     *
     * @throws brume.wire.ServiceException if the principal is none
     */
    public static String statement(AddPermissionRequest input, String resource, String partition) {
        if (!ACTION.matcher(input.action()).matches()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Lambda action: " + input.action() + " is not supported.");
        }
        ObjectNode statement = Documents.object();
        statement.put("Sid", input.statementId());
        statement.put("Effect", "Allow");
        putPrincipal(statement, input.principal(), partition);
        statement.put("Action", input.action());
        statement.put("Resource", resource);
        ObjectNode equals = Documents.object();
        put(equals, "AWS:SourceAccount", input.sourceAccount());
        put(equals, "lambda:EventSourceToken", input.eventSourceToken());
        put(equals, "lambda:FunctionUrlAuthType", input.functionUrlAuthType());
        put(equals, "aws:PrincipalOrgID", input.principalOrgID());
        ObjectNode condition = Documents.object();
        if (!equals.isEmpty()) {
            condition.set("StringEquals", equals);
        }
        if (input.sourceArn() != null) {
            condition.putObject("ArnLike").put("AWS:SourceArn", input.sourceArn());
        }
        if (input.invokedViaFunctionUrl() != null) {
            condition
                    .putObject("Bool")
                    .put("lambda:InvokedViaFunctionUrl", input.invokedViaFunctionUrl().toString());
        }
        if (!condition.isEmpty()) {
            statement.set("Condition", condition);
        }
        return Documents.text(statement);
    }

    /** The statement that AddLayerVersionPermission describes. */
    public static String statement(
            AddLayerVersionPermissionRequest input, LayerReference reference) {
        ObjectNode statement = Documents.object();
        statement.put("Sid", input.statementId());
        statement.put("Effect", "Allow");
        putPrincipal(statement, input.principal(), reference.scope().region().partition());
        statement.put("Action", input.action());
        statement.put("Resource", reference.arn());
        if (input.organizationId() != null) {
            statement
                    .putObject("Condition")
                    .putObject("StringEquals")
                    .put("aws:PrincipalOrgID", input.organizationId());
        }
        return Documents.text(statement);
    }

    /**
     * Refuses a policy that is too long.
     *
     * @throws brume.wire.ServiceException PolicyLengthExceededException
     */
    public static void checkLength(List<String> statements) {
        int length = text(statements).map(String::length).orElse(0);
        if (length > LambdaQuotas.POLICY_BYTES.value()) {
            throw LambdaErrors.policyLengthExceededException(
                    "The final policy size ("
                            + length
                            + ") is bigger than the limit ("
                            + LambdaQuotas.POLICY_BYTES.value()
                            + ").");
        }
    }

    private static void put(ObjectNode target, String key, @Nullable String value) {
        if (value != null) {
            target.put(key, value);
        }
    }

    private static void putPrincipal(ObjectNode statement, String principal, String partition) {
        if (principal.equals("*")) {
            statement.put("Principal", "*");
        } else if (AccountId.isValid(principal)) {
            statement
                    .putObject("Principal")
                    .put("AWS", "arn:" + partition + ":iam::" + principal + ":root");
        } else if (principal.startsWith("arn:")) {
            statement.putObject("Principal").put("AWS", principal);
        } else if (SERVICE.matcher(principal).matches()) {
            statement.putObject("Principal").put("Service", principal);
        } else {
            throw LambdaErrors.invalidParameterValueException(
                    "The provided principal was invalid. Please check the principal and try"
                            + " again.");
        }
    }

    /** The whole policy as JSON text, or empty if there is no statement. */
    public static Optional<String> text(List<String> statements) {
        if (statements.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode policy = Documents.object();
        policy.put("Version", "2012-10-17");
        policy.put("Id", "default");
        ArrayNode list = policy.putArray("Statement");
        statements.forEach(s -> list.add(Documents.parse(s)));
        return Optional.of(Documents.text(policy));
    }

    /** The statement's Sid. */
    public static String sid(String statement) {
        return Documents.parse(statement).path("Sid").asText();
    }
}
