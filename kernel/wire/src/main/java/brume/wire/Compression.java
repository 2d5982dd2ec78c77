package brume.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/** Compressed requests and responses. */
public final class Compression {

    /**
     * Greatest size of an inflated request; the largest plain body that a service takes is less.
     */
    public static final int INFLATED_BYTES_MAX = 64 * 1024 * 1024;

    /** A request that is larger than it may be once it is inflated. */
    static final class TooLargeException extends WireFormatException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("The inflated request is too large");
        }
    }

    private Compression() {}

    /**
     * The request with its body inflated, if it has a Content-Encoding of gzip or deflate.
     *
     * @throws WireFormatException if the body is broken
     * @throws TooLargeException if it inflates beyond {@code bytesMax}
     */
    static HttpRequest inflate(HttpRequest request, int bytesMax) {
        Optional<String> header = request.header("Content-Encoding");
        if (header.isEmpty()) {
            return request;
        }
        String encoding = header.get().toLowerCase(Locale.ROOT);
        // aws-chunked is undone where the signature of the chunks is verified.
        String plain = encoding.replace("aws-chunked", "").replace(",", "").strip();
        if (plain.isEmpty() || plain.equals("identity")) {
            return request;
        }
        return request.withBody(inflate(plain, request.body(), bytesMax));
    }

    /**
     * The inflated form of {@code body}, in one of the codings gzip and deflate.
     *
     * @throws WireFormatException if the body is broken
     * @throws TooLargeException if it inflates beyond {@code bytesMax}
     */
    public static byte[] inflate(String coding, byte[] body, int bytesMax) {
        try (InputStream in = inflater(coding, body)) {
            byte[] plain = in.readNBytes(bytesMax + 1);
            if (plain.length > bytesMax) {
                throw new TooLargeException();
            }
            return plain;
        } catch (IOException e) {
            throw new WireFormatException("The request's content encoding is broken");
        }
    }

    private static InputStream inflater(String coding, byte[] body) throws IOException {
        ByteArrayInputStream bytes = new ByteArrayInputStream(body);
        return switch (coding) {
            case "gzip", "x-gzip" -> new GZIPInputStream(bytes, 8192);
            case "deflate" -> new InflaterInputStream(bytes);
            default -> throw new WireFormatException("Unsupported content encoding " + coding);
        };
    }

    /**
     * What is actually sent: the response, compressed if the client accepts that and the service
     * does it, with the checksum over the sent bytes if the service gives one.
     */
    public static HttpResponse finish(
            ServiceModel service, HttpRequest request, HttpResponse response) {
        ServiceModel.Traits traits = service.traits();
        byte[] body = response.body();
        HttpResponse sent = response;
        Optional<String> coding =
                traits.gzipBytesMin() >= 0 && body.length >= traits.gzipBytesMin()
                        ? AcceptedCoding.of(request)
                        : Optional.empty();
        if (coding.isPresent()) {
            response.headers().set("Content-Encoding", coding.get());
            byte[] coded = coding.get().equals("gzip") ? gzip(body) : deflate(body);
            sent = new HttpResponse(response.status(), response.headers(), coded);
        }
        if (traits.crc32()) {
            CRC32 crc = new CRC32();
            crc.update(sent.body());
            sent.headers().set("x-amz-crc32", Long.toString(crc.getValue()));
        }
        return sent;
    }

    private static byte[] deflate(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2 + 64);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2 + 64);
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
