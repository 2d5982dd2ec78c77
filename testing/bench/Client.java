import brume.auth.PayloadMode;
import brume.auth.SigV4Signer;
import brume.wire.HttpHeaders;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One keep-alive HTTP/1.1 connection that signs its requests; as cheap as a client can be. */
final class Client implements AutoCloseable {

    /** A request before it is signed; {@code service} is empty for unsigned ones. */
    record Request(
            String service, String method, String path, String[] headers, byte[] body, String host) {

        static Request json(String service, String target, String body) {
            return new Request(
                    service,
                    "POST",
                    "/",
                    new String[] {
                        "X-Amz-Target", target, "Content-Type", "application/x-amz-json-1.0"
                    },
                    body.getBytes(StandardCharsets.UTF_8),
                    "");
        }

        static Request rest(String service, String method, String path, String body) {
            return new Request(
                    service,
                    method,
                    path,
                    new String[] {"Content-Type", "application/json"},
                    body.getBytes(StandardCharsets.UTF_8),
                    "");
        }

        static Request form(String service, String body) {
            return new Request(
                    service,
                    "POST",
                    "/",
                    new String[] {"Content-Type", "application/x-www-form-urlencoded"},
                    body.getBytes(StandardCharsets.UTF_8),
                    "");
        }
    }

    record Answer(int status, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private final String host;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final java.util.Map<String, SigV4Signer> signers = new java.util.HashMap<>();

    Client(URI server) throws IOException {
        host = server.getHost() + ":" + server.getPort();
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        in = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        out = socket.getOutputStream();
    }

    Answer send(Request request) throws IOException {
        HttpHeaders headers = new HttpHeaders();
        headers.add("Host", request.host().isEmpty() ? host : request.host());
        for (int i = 0; i < request.headers().length; i += 2) {
            headers.add(request.headers()[i], request.headers()[i + 1]);
        }
        if (!request.service().isEmpty()) {
            signers.computeIfAbsent(
                            request.service(),
                            s -> new SigV4Signer("test", "test", "", "us-east-1", s))
                    .sign(
                            request.method(),
                            request.path(),
                            "",
                            headers,
                            request.body(),
                            PayloadMode.SIGNED,
                            Instant.now());
        }
        StringBuilder head = new StringBuilder(512);
        head.append(request.method()).append(' ').append(request.path()).append(" HTTP/1.1\r\n");
        headers.forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
        head.append("Content-Length: ").append(request.body().length).append("\r\n\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] message = java.util.Arrays.copyOf(first, first.length + request.body().length);
        System.arraycopy(request.body(), 0, message, first.length, request.body().length);
        out.write(message);
        return read();
    }

    private Answer read() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        int length = -1;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            } else if (line.regionMatches(true, 0, "transfer-encoding:", 0, 18)) {
                chunked = true;
            }
        }
        if (!chunked) {
            return new Answer(status, in.readNBytes(Math.max(length, 0)));
        }
        var body = new java.io.ByteArrayOutputStream();
        for (int size = size(line()); size > 0; size = size(line())) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return new Answer(status, body.toByteArray());
    }

    private static int size(String line) {
        return Integer.parseInt(line.split(";")[0].strip(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
