package brume.wire;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param errors every error by its name in the model
 * @param traits how the service differs from others of its protocol
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
        Map<String, ErrorModel> errors,
        Traits traits) {

    /**
     * How a service differs from others of its protocol.
     *
     * @param errorNamespace what precedes the {@code #} in the {@code __type} of modelled errors,
     *     or null if it stands alone
     * @param validates whether the wire layer checks the model's constraints before an operation
     *     runs
     * @param crc32 whether answers carry {@code x-amz-crc32}
     * @param gzipBytesMin least size of an answer that is compressed on request, or -1 for never
     * @param bodyBytesMax greatest size of a request's body, or -1 if only the listener limits it
     * @param queryCompatible whether the service speaks the query protocol as well, and its JSON
     *     errors carry {@code x-amzn-query-error}
     * @param queryPath the member that the path of requests in the query protocol stands for, or
     *     null
     * @param inputPrefix whether messages about members of the body start with the name of the
     *     input, as in {@code createRestApiInput.name}
     * @param hidesValues whether messages about constraints leave the values out
     * @param blamesItselfForCoding whether a body that breaks its Content-Encoding is an internal
     *     failure and no fault of the sender; recorded for DynamoDB by Alternator's tests
     * @param virtualHosts whether the host may name the first label of the path, as S3's buckets
     */
    public record Traits(
            @Nullable String errorNamespace,
            boolean validates,
            boolean crc32,
            int gzipBytesMin,
            int bodyBytesMax,
            boolean queryCompatible,
            @Nullable String queryPath,
            boolean inputPrefix,
            boolean hidesValues,
            boolean blamesItselfForCoding,
            boolean virtualHosts) {

        public static final Traits NONE =
                new Traits(null, true, false, -1, -1, false, null, false, false, false, false);
    }

    public ServiceModel(
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
        this(
                name,
                serviceId,
                fullName,
                signingName,
                actionPrefix,
                apiVersion,
                protocol,
                targetPrefix,
                xmlNamespace,
                operations,
                errors,
                Traits.NONE);
    }

    /**
     * A modelled operation's name and HTTP binding.
     *
     * @param requiredHeader the header that tells it from others of its URI, or empty text
     */
    public record OperationName(
            String name, String httpMethod, String uriPattern, String requiredHeader) {

        public OperationName(String name, String httpMethod, String uriPattern) {
            this(name, httpMethod, uriPattern, "");
        }
    }

    /**
     * Reads lines of operation, HTTP method, URI pattern and, if there is one, header. For
     * generated code.
     */
    public static List<OperationName> operationNames(String lines) {
        return lines.lines()
                .map(line -> line.split(" ", 4))
                .map(parts ->
                        new OperationName(
                                parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : ""))
                .toList();
    }

    /** The modelled operation with this name. */
    public Optional<OperationName> findOperation(String operation) {
        for (OperationName known : operations) {
            if (known.name().equals(operation)) {
                return Optional.of(known);
            }
        }
        return Optional.empty();
    }

    /** There is one model of a service, so it is itself only; models are keys of maps. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
