package brume.wire;

import brume.base.Ids;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests to typed inputs, and outputs and errors to responses, in every protocol. The pipeline
 * calls {@link #decode}, {@link Validation#check}, the operation, {@link #encode} or {@link
 * #encodeError}, and {@link Compression#finish}.
 */
public final class Codec {

    private static final WireProtocol JSON_1_0 = new AwsJsonProtocol("1.0");
    private static final WireProtocol JSON_1_1 = new AwsJsonProtocol("1.1");
    private static final WireProtocol REST_JSON = new RestJsonProtocol();
    private static final WireProtocol REST_XML = new RestXmlProtocol();
    private static final WireProtocol QUERY = new QueryProtocol();
    private static final WireProtocol QUERY_JSON = new QueryJsonProtocol();
    private static final WireProtocol EC2 = new Ec2Protocol();
    private static final WireProtocol CBOR = CborProtocol.rpcV2();
    private static final WireProtocol AWS_CBOR = CborProtocol.awsCbor();

    private Codec() {}

    private static WireProtocol of(Protocol protocol) {
        return switch (protocol) {
            case AWS_JSON_1_0 -> JSON_1_0;
            case AWS_JSON_1_1 -> JSON_1_1;
            case AWS_QUERY -> QUERY;
            case AWS_QUERY_JSON -> QUERY_JSON;
            case EC2_QUERY -> EC2;
            case REST_JSON_1 -> REST_JSON;
            case REST_XML -> REST_XML;
            case AWS_CBOR_1_1 -> AWS_CBOR;
            case RPC_V2_CBOR -> CBOR;
        };
    }

    /**
     * Reads an operation's input. Idempotency tokens that are absent are made up. The model's
     * constraints are not checked.
     *
     * @param labels as {@link Route#labels}
     * @throws ServiceException if the request cannot be read, in AWS's words
     */
    public static <I extends Shape> I decode(
            Protocol protocol,
            OperationModel<I, ?> operation,
            HttpRequest request,
            Map<String, String> labels) {
        WireProtocol wire = of(protocol);
        HttpRequest plain;
        try {
            int bytesMax = operation.service().traits().bodyBytesMax();
            // An object's coding is a property of the object.
            plain =
                    protocol == Protocol.REST_XML
                            ? request
                            : Compression.inflate(
                                    request,
                                    bytesMax < 0 ? Compression.INFLATED_BYTES_MAX : bytesMax);
        } catch (Compression.TooLargeException e) {
            throw CommonErrors.tooLarge();
        } catch (WireFormatException e) {
            if (operation.service().traits().blamesItselfForCoding()) {
                throw CommonErrors.internalFailure(operation.service());
            }
            throw unreadable(wire, e);
        }
        try {
            @Nullable Object[] values = wire.decode(operation, plain, labels);
            for (Member member : operation.input().members()) {
                if (member.traits().idempotencyToken() && values[member.index()] == null) {
                    values[member.index()] = Ids.uuid();
                }
            }
            return operation.input().create(values);
        } catch (WireFormatException e) {
            throw unreadable(wire, e);
        }
    }

    /** The response of a success. */
    public static <O extends Shape> HttpResponse encode(
            Protocol protocol, OperationModel<?, O> operation, O output, String requestId) {
        return of(protocol).encode(operation, output, requestId);
    }

    /** The response of an error. */
    public static HttpResponse encodeError(
            Protocol protocol, ServiceModel service, ServiceException error, String requestId) {
        return of(protocol).encodeError(service, error, requestId);
    }

    /** What a call without HTTP answers to an input that cannot be read. */
    public static ServiceException unreadable(ServiceModel service, WireFormatException e) {
        return unreadable(of(service.protocol()), e);
    }

    private static ServiceException unreadable(WireProtocol wire, WireFormatException e) {
        return new ServiceException(
                ErrorModel.sender(wire.serializationErrorCode(), 400), e.getMessage());
    }
}
