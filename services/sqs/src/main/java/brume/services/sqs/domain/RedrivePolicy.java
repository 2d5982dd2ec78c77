package brume.services.sqs.domain;

import brume.base.Arn;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where messages go that were received too often.
 *
 * @param receiveCountMax how often a message is received before the next time moves it
 */
public record RedrivePolicy(Arn target, int receiveCountMax) {

    /**
     * Reads the JSON of the attribute.
     *
     * @throws IllegalArgumentException with SQS's reason
     */
    public static RedrivePolicy parse(String json) {
        JsonNode policy = document(json);
        Arn target =
                Arn.find(policy.path("deadLetterTargetArn").asText())
                        .filter(arn -> arn.service().equals("sqs"))
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "Invalid value for deadLetterTargetArn."));
        JsonNode count = policy.path("maxReceiveCount");
        int times = count.asInt(0);
        if (times < 1 || times > SqsQuotas.RECEIVE_COUNT.value()) {
            throw new IllegalArgumentException(
                    "Invalid value for maxReceiveCount: "
                            + count.asText()
                            + ", valid values are from 1 to 1000 both inclusive.");
        }
        return new RedrivePolicy(target, times);
    }

    private static JsonNode document(String json) {
        JsonNode policy;
        try {
            policy = Documents.parse(json);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Redrive policy is not a valid JSON map.", e);
        }
        if (!policy.isObject()) {
            throw new IllegalArgumentException("Redrive policy is not a valid JSON map.");
        }
        for (String required : new String[] {"deadLetterTargetArn", "maxReceiveCount"}) {
            if (!policy.has(required)) {
                throw new IllegalArgumentException(
                        "Redrive policy does not contain mandatory attribute: " + required + '.');
            }
        }
        return policy;
    }
}
