package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.base.Arn;
import brume.services.dynamodb.value.InvalidRequest;
import brume.spi.Call;
import brume.wire.CommonErrors;

/**
 * ARNs in requests about exports and imports. Source of the texts: answers of AWS recorded by
 * ack-api-quirks (DDB-EXPORT-002 and 006, DDB-IMPORT-010).
 */
final class JobArn {

    private JobArn() {}

    /** Refuses what is not the ARN of a table of the caller's account. */
    static void requireTable(Call call, String text) {
        Arn arn =
                Arn.find(text)
                        .orElseThrow(
                                () -> InvalidRequest.parameters("tableArn is not a valid ARN"));
        String[] parts = arn.resource().split("/", -1);
        if (!arn.service().equals("dynamodb") || parts.length != 2 || !parts[0].equals("table")) {
            throw new InvalidRequest("Invalid Request: Table ARN is invalid.");
        }
        requireOwn(call, arn);
    }

    /**
     * Refuses what is not the ARN of a job of the caller's account.
     *
     * @param kind {@code export} or {@code import}
     * @param label as texts have it, such as {@code Export}
     * @return whether it is of the call's region
     */
    static boolean requireJob(Call call, String text, String kind, String label) {
        Arn arn =
                Arn.find(text)
                        .filter(found -> found.service().equals("dynamodb"))
                        .orElseThrow(() -> new InvalidRequest("Invalid " + label + " ARN"));
        String[] parts = arn.resource().split("/", -1);
        if (parts.length != 4 || !parts[0].equals("table") || !parts[2].equals(kind)) {
            throw new InvalidRequest("Invalid " + label + " ARN");
        }
        requireOwn(call, arn);
        return arn.region().equals(call.region().value());
    }

    private static void requireOwn(Call call, Arn arn) {
        if (!arn.account().equals(call.account().value())) {
            throw CommonErrors.accessDenied(DynamodbApi.MODEL, "Access is denied");
        }
    }
}
