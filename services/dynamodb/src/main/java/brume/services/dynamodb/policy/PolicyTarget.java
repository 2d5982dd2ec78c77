package brume.services.dynamodb.policy;

import brume.base.Arn;
import brume.base.Scope;
import brume.services.dynamodb.value.InvalidRequest;
import org.jspecify.annotations.Nullable;

/**
 * The table or stream that the ARN of a policy operation names. Source of the texts: answers of AWS
 * recorded by ack-api-quirks (DDB-TABLE-212).
 *
 * @param stream the stream's label, or null for a table
 */
public record PolicyTarget(String arn, String table, @Nullable String stream) {

    /**
     * Reads an ARN, which must be one of the caller's own account and region.
     *
     * @throws InvalidRequest if it is not
     */
    public static PolicyTarget parse(String text, Scope scope) {
        if (!text.startsWith("arn:")) {
            throw InvalidRequest.parameters("ARNs must start with 'arn:': " + text);
        }
        Arn own = scope.arn("dynamodb", "");
        Arn arn =
                Arn.find(text)
                        .filter(found -> found.service().equals(own.service()))
                        .orElseThrow(() -> notOfDynamodb(text));
        String[] parts = arn.resource().split("/", -1);
        boolean table = parts.length == 2;
        boolean ofTable = table || parts.length == 4;
        if (!ofTable || !parts[0].equals("table") || parts[1].isEmpty()) {
            throw notOfDynamodb(text);
        }
        if (!table && parts[2].equals("index")) {
            throw InvalidRequest.parameters(
                    "Invalid resource arn provided, only table or stream is accepted. Provided"
                            + " resource arn: "
                            + text);
        }
        if (!table && !parts[2].equals("stream")) {
            throw notOfDynamodb(text);
        }
        if (!arn.partition().equals(own.partition()) || !arn.region().equals(own.region())) {
            throw InvalidRequest.parameters("Invalid resource Arn: " + text);
        }
        if (!arn.account().equals(own.account())) {
            throw new InvalidRequest(
                    "This action is only supported by accounts that match the resource owner\u2019s"
                            + " account.");
        }
        return new PolicyTarget(text, parts[1], table ? null : parts[3]);
    }

    private static InvalidRequest notOfDynamodb(String text) {
        return InvalidRequest.parameters("Provided Arn is not a DynamoDB resource arn: " + text);
    }

    public boolean isStream() {
        return stream != null;
    }

    /** How texts name it. */
    public String label() {
        return stream == null ? "table " + table : "stream " + stream;
    }
}
