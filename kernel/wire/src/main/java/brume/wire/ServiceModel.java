package brume.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One AWS service as its model describes it, without its types.
 *
 * @param name our name of the service and the folder of its code, for example {@code dynamodb}
 * @param serviceId AWS's serviceId, for example {@code DynamoDB} or {@code CloudWatch Events}
 * @param signingName the service in the credential scope of a signature
 * @param actionPrefix the service in IAM actions, usually the signing name
 * @param targetPrefix what precedes the operation in X-Amz-Target, if the protocol uses it
 * @param xmlNamespace of the XML protocols' answers
 * @param operations every modelled operation by name, whether it is built or not
 */
public record ServiceModel(
        String name,
        String serviceId,
        String fullName,
        String signingName,
        String actionPrefix,
        String apiVersion,
        Protocol protocol,
        @Nullable String targetPrefix,
        @Nullable String xmlNamespace,
        List<OperationName> operations,
        Map<String, ErrorModel> errors) {

    /** A modelled operation's name and HTTP binding. */
    public record OperationName(String name, String httpMethod, String uriPattern) {}
}
