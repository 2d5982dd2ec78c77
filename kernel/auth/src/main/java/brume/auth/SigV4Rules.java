package brume.auth;

import brume.wire.Protocol;
import java.time.Duration;
import java.util.Optional;

/**
 * What the endpoint that a request reached expects of its signature.
 *
 * @param service the signing name that the scope must have; empty if the scope decides
 * @param region the region that the scope must have; empty if the scope decides
 * @param skew how far the signature's time may be from ours
 * @param s3 whether the path is encoded once and presigned payloads are unsigned, as S3 does it
 * @param unsignedPayload whether the signature may leave out the body
 */
public record SigV4Rules(
        Optional<String> service,
        Optional<String> region,
        Duration skew,
        boolean s3,
        boolean unsignedPayload) {

    /**
     * The rules of an ordinary service: 15 minutes for the query protocol and S3, 5 for the others,
     * as in the texts of answers quoted in public issue reports ("... - 15 min.)" from STS, "... -
     * 5 min.)" from DynamoDB, Kinesis, Rekognition and Lambda).
     */
    public static SigV4Rules of(Protocol protocol, String service) {
        boolean s3 = protocol == Protocol.REST_XML;
        boolean query = protocol == Protocol.AWS_QUERY || protocol == Protocol.AWS_QUERY_JSON;
        boolean lenient = s3 || query;
        return new SigV4Rules(
                Optional.of(service),
                Optional.empty(),
                Duration.ofMinutes(lenient ? 15 : 5),
                s3,
                s3);
    }

    public SigV4Rules withRegion(String expected) {
        return new SigV4Rules(service, Optional.of(expected), skew, s3, unsignedPayload);
    }

    public SigV4Rules withUnsignedPayload() {
        return new SigV4Rules(service, region, skew, s3, true);
    }
}
