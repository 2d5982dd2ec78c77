package brume.services.states.worker;

import brume.base.Scope;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Objects of S3, read and written with the role of a state machine. */
final class S3Objects {

    /** Of an object that one call reads, bytes. */
    private static final int PART_BYTES = 4 * 1024 * 1024;

    private final Calls calls;
    private final Principal principal;
    private final Scope scope;

    S3Objects(Calls calls, Principal principal, Scope scope) {
        this.calls = calls;
        this.principal = principal;
        this.scope = scope;
    }

    /**
     * Lists a page of objects.
     *
     * @param request the input of ListObjectsV2
     */
    JsonNode list(JsonNode request) throws ItemReaderException {
        return call("listObjectsV2", request);
    }

    private JsonNode call(String action, JsonNode request) throws ItemReaderException {
        try {
            return calls.invoke("s3", action, request, principal, scope);
        } catch (ServiceException e) {
            throw new ItemReaderException(
                    "%s (Service: S3, Status Code: %d, Error Code: %s)"
                            .formatted(e.getMessage(), e.error().httpStatus(), e.error().code()));
        }
    }

    /** Writes an object. */
    void put(String bucket, String key, byte[] body) throws ItemReaderException {
        ObjectNode request = Documents.object();
        request.put("Bucket", bucket).put("Key", key).put("Body", body);
        call("putObject", request);
    }

    /**
     * The bytes of an object, read a part at a time.
     *
     * @param request the input of GetObject
     */
    InputStream open(JsonNode request) throws ItemReaderException {
        Parts parts = new Parts(request);
        parts.next();
        return parts;
    }

    private final class Parts extends InputStream {

        private final ObjectNode request;
        private byte[] part = {};
        private int at;
        private long offset;
        private long length = Long.MAX_VALUE;

        Parts(JsonNode request) {
            this.request = request.deepCopy();
        }

        /** Reads the next part; the object must not change meanwhile. */
        private void next() throws ItemReaderException {
            request.put("Range", "bytes=" + offset + '-' + (offset + PART_BYTES - 1));
            JsonNode answer;
            try {
                answer = calls.invoke("s3", "getObject", request, principal, scope);
            } catch (ServiceException e) {
                if (offset == 0 && e.error().code().equals("InvalidRange")) {
                    length = 0; // An empty object has no first byte.
                    return;
                }
                throw new ItemReaderException(
                        "%s (Service: S3, Status Code: %d, Error Code: %s)"
                                .formatted(
                                        e.getMessage(), e.error().httpStatus(), e.error().code()));
            }
            try {
                part = Objects.requireNonNullElse(answer.path("Body").binaryValue(), new byte[0]);
            } catch (IOException e) {
                throw new ItemReaderException("The object cannot be read");
            }
            at = 0;
            offset += part.length;
            String range = answer.path("ContentRange").asText();
            int slash = range.lastIndexOf('/');
            length = slash < 0 ? offset : Long.parseLong(range.substring(slash + 1));
            if (answer.has("ETag")) {
                request.put("IfMatch", answer.get("ETag").asText());
            }
        }

        @Override
        public int read() {
            return fill() ? part[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int from, int count) {
            if (!fill()) {
                return -1;
            }
            int n = Math.min(count, part.length - at);
            System.arraycopy(part, at, target, from, n);
            at += n;
            return n;
        }

        private boolean fill() {
            while (at >= part.length && offset < length) {
                try {
                    next();
                } catch (ItemReaderException e) {
                    throw new UncheckedIOException(new IOException(e.getMessage()));
                }
            }
            return at < part.length;
        }
    }
}
