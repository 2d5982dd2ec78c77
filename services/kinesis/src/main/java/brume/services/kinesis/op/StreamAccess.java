package brume.services.kinesis.op;

import brume.api.kinesis.KinesisErrors;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Scope;
import brume.services.kinesis.domain.Stream;
import brume.services.kinesis.domain.StreamConsumer;
import brume.services.kinesis.store.StreamStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How requests name streams and consumers, and the permission that each operation asks for. Source:
 * Service Authorization Reference, "Actions, resources, and condition keys for Amazon Kinesis Data
 * Streams".
 */
public final class StreamAccess {

    private static final String STREAM = "stream/";
    private static final String CONSUMER = "/consumer/";

    /** What an operation does with the stream that a request names. */
    @FunctionalInterface
    public interface Body<I, O> {
        O apply(I input, StreamRef stream, Call call);
    }

    /** A stream's name and where it is; whether there is one is another question. */
    public record StreamRef(Scope scope, String name) {

        public String arn() {
            return Stream.arn(scope, name);
        }
    }

    /**
     * What an ARN names: a stream or a consumer of it.
     *
     * @param consumer the consumer's name, or null
     */
    public record ResourceRef(StreamRef stream, @Nullable String consumer, String arn) {}

    private final StreamStore streams;

    public StreamAccess(StreamStore streams) {
        this.streams = streams;
    }

    /** An operation on the stream that its input names in either way. */
    public <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model,
            Function<I, @Nullable String> name,
            Function<I, @Nullable String> arn,
            Body<I, O> body) {
        return Operation.of(
                model,
                (input, call) ->
                        permissions(model, stream(name.apply(input), arn.apply(input), call)),
                (input, call) ->
                        body.apply(input, stream(name.apply(input), arn.apply(input), call), call));
    }

    List<Permission> permissions(OperationModel<?, ?> model, StreamRef stream) {
        return List.of(
                Permission.of(model.action(), stream.arn())
                        .withResourcePolicy(
                                streams.read(reader ->
                                        streams.find(reader, stream.scope(), stream.name())
                                                .map(Stream::policy))));
    }

    /** The permission on a stream or consumer, which its own policy may give. */
    List<Permission> permissions(OperationModel<?, ?> model, ResourceRef resource) {
        return List.of(
                Permission.of(model.action(), resource.arn())
                        .withResourcePolicy(streams.read(reader -> policy(reader, resource))));
    }

    private Optional<String> policy(Reader reader, ResourceRef resource) {
        StreamRef ref = resource.stream();
        Optional<Stream> stream = streams.find(reader, ref.scope(), ref.name());
        return resource.consumer() == null
                ? stream.map(Stream::policy)
                : stream.flatMap(found -> findConsumer(reader, found, resource))
                        .map(StreamConsumer::policy);
    }

    /** The stream of a name, of the caller's account, or of an ARN, or of both if they agree. */
    StreamRef stream(@Nullable String name, @Nullable String arn, Call call) {
        if (arn == null) {
            if (name == null) {
                throw KinesisErrors.invalidArgumentException(
                        "Either StreamName or StreamARN should be provided.");
            }
            return new StreamRef(call.scope(), name);
        }
        ResourceRef resource = resource(arn, call);
        if (resource.consumer() != null) {
            throw KinesisErrors.invalidArgumentException(
                    "StreamARN " + arn + " is not the ARN of a stream.");
        }
        if (name != null && !name.equals(resource.stream().name())) {
            throw KinesisErrors.invalidArgumentException(
                    "StreamARN " + arn + " and StreamName " + name + " are of different streams.");
        }
        return resource.stream();
    }

    /** What an ARN names. */
    ResourceRef resource(String text, Call call) {
        Optional<Arn> parsed =
                Arn.find(text)
                        .filter(arn -> arn.service().equals("kinesis"))
                        .filter(arn -> AccountId.isValid(arn.account()))
                        .filter(arn -> arn.resource().startsWith(STREAM));
        if (parsed.isEmpty()) {
            throw KinesisErrors.invalidArgumentException("ARN " + text + " is not valid.");
        }
        Arn arn = parsed.get();
        if (!arn.region().equals(call.region().value())) {
            throw KinesisErrors.resourceNotFoundException(
                    "ARN " + text + " is not in the Region " + call.region().value() + ".");
        }
        String path = arn.resource().substring(STREAM.length());
        int at = path.indexOf(CONSUMER);
        String name = at < 0 ? path : path.substring(0, at);
        String consumer = at < 0 ? null : path.substring(at + CONSUMER.length());
        Scope scope = new Scope(new AccountId(arn.account()), call.region());
        return new ResourceRef(
                new StreamRef(scope, name),
                consumer == null ? null : consumer.split(":", 2)[0],
                text);
    }

    Stream get(Reader reader, StreamRef ref) {
        return streams.get(reader, ref.scope(), ref.name());
    }

    /** The consumer of an ARN, not another one of its name. */
    Optional<StreamConsumer> findConsumer(Reader reader, Stream stream, ResourceRef resource) {
        String name = resource.consumer();
        return name == null
                ? Optional.empty()
                : streams.findConsumer(reader, stream, name)
                        .filter(found -> found.arn().equals(resource.arn()));
    }

    /**
     * The consumer of an ARN.
     *
     * @throws brume.wire.ServiceException ResourceNotFoundException
     */
    StreamConsumer getConsumer(Reader reader, Stream stream, ResourceRef resource) {
        return findConsumer(reader, stream, resource)
                .orElseThrow(() -> consumerNotFound(resource.arn()));
    }

    static RuntimeException consumerNotFound(String what) {
        return KinesisErrors.resourceNotFoundException("Consumer " + what + " not found.");
    }
}
