package brume.services.dynamodb;

import brume.api.logs.PutLogEventsRequest;
import brume.api.s3.GetObjectOutput;
import brume.api.s3.GetObjectRequest;
import brume.api.s3.ListObjectsV2Output;
import brume.api.s3.ListObjectsV2Request;
import brume.api.s3.ObjectShape;
import brume.api.s3.PutObjectOutput;
import brume.api.s3.PutObjectRequest;
import brume.base.Scope;
import brume.spi.Principal;
import brume.testing.harness.Surroundings;
import brume.wire.Blob;
import brume.wire.ErrorModel;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** As much of S3 and CloudWatch Logs as exports and imports call: one bucket, {@code bucket}. */
final class Buckets extends Surroundings.NoCalls {

    final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    final List<String> logged = new CopyOnWriteArrayList<>();

    /** Operations that answer AccessDenied. */
    final Set<String> denied = ConcurrentHashMap.newKeySet();

    /** GetObject waits for it. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    void put(String key, String text) {
        objects.put(key, text.getBytes(StandardCharsets.UTF_8));
    }

    String text(String key) {
        return new String(objects.getOrDefault(key, new byte[0]), StandardCharsets.UTF_8);
    }

    /** The lines of the compressed objects whose keys contain {@code part}. */
    List<String> lines(String part) {
        return objects.entrySet().stream()
                .filter(object -> object.getKey().contains(part))
                .filter(object -> object.getKey().endsWith(".gz"))
                .flatMap(object -> unzip(object.getValue()).lines())
                .sorted()
                .toList();
    }

    static String unzip(byte[] bytes) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // The model says which output it has.
    public <I extends Shape, O extends Shape> O invoke(
            OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
        if (denied.contains(operation.name())) {
            throw new ServiceException(ErrorModel.sender("AccessDenied", 403), "Access Denied");
        }
        Shape output =
                switch (input) {
                    case PutObjectRequest request -> put(request);
                    case GetObjectRequest request -> get(request);
                    case ListObjectsV2Request request -> list(request);
                    case PutLogEventsRequest request -> {
                        request.logEvents().forEach(event -> logged.add(event.message()));
                        yield null;
                    }
                    default -> null;
                };
        return (O) output;
    }

    private static void check(String bucket) {
        if (!bucket.equals("bucket")) {
            throw new ServiceException(
                    ErrorModel.sender("NoSuchBucket", 404), "The specified bucket does not exist");
        }
    }

    private static String etag(byte[] bytes) {
        return "\"" + Arrays.hashCode(bytes) + '"';
    }

    private PutObjectOutput put(PutObjectRequest request) {
        check(request.bucket());
        byte[] body = request.body() == null ? new byte[0] : request.body().bytes();
        objects.put(request.key(), body);
        return PutObjectOutput.builder().eTag(etag(body)).build();
    }

    private GetObjectOutput get(GetObjectRequest request) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        check(request.bucket());
        byte @Nullable [] body = objects.get(request.key());
        if (body == null) {
            throw new ServiceException(ErrorModel.sender("NoSuchKey", 404), "No such key");
        }
        if (request.ifMatch() != null && !request.ifMatch().equals(etag(body))) {
            throw new ServiceException(ErrorModel.sender("PreconditionFailed", 412), "Changed");
        }
        return GetObjectOutput.builder().body(Blob.of(body)).build();
    }

    private ListObjectsV2Output list(ListObjectsV2Request request) {
        check(request.bucket());
        String prefix = request.prefix() == null ? "" : request.prefix();
        String after = request.startAfter() == null ? "" : request.startAfter();
        return ListObjectsV2Output.builder()
                .contents(
                        objects.entrySet().stream()
                                .filter(object -> object.getKey().startsWith(prefix))
                                .filter(object -> object.getKey().compareTo(after) > 0)
                                .limit(1)
                                .map(object ->
                                        ObjectShape.builder()
                                                .key(object.getKey())
                                                .eTag(etag(object.getValue()))
                                                .build())
                                .toList())
                .build();
    }
}
