package brume.sandbox;

import java.util.Optional;

/**
 * One event for a function.
 *
 * @param requestId the request's id, which the function sees and which its log lines carry
 * @param payload the event, at most 6 MB; not copied
 * @param functionArn the ARN that the caller used
 * @param clientContext JSON of the mobile SDKs, decoded
 * @param cognitoIdentity JSON with the ids of the identity and of its pool
 * @param traceId the X-Ray trace header
 * @param sink takes the response while it is written, if the function streams it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Invocation(
        String requestId,
        byte[] payload,
        String functionArn,
        Optional<String> clientContext,
        Optional<String> cognitoIdentity,
        Optional<String> traceId,
        Optional<ResponseSink> sink) {

    /** An invocation without client context, identity, trace and stream. */
    public static Invocation of(String requestId, byte[] payload, String functionArn) {
        return new Invocation(
                requestId,
                payload,
                functionArn,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same event, with a response that is taken as it comes. */
    public Invocation streaming(ResponseSink newSink) {
        return new Invocation(
                requestId,
                payload,
                functionArn,
                clientContext,
                cognitoIdentity,
                traceId,
                Optional.of(newSink));
    }
}
