package brume.http;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The checked head of an HTTP/1.1 request: how its body is framed. Whatever two parsers could read
 * differently is refused, because that is what request smuggling lives on (RFC 9112, sections 2.2,
 * 5.1, 5.2, 6.1 and 6.3): bare CR or LF, folded lines, white space before a colon, control
 * characters, more than one length, a length beside a transfer coding.
 *
 * @param bodyBytes the announced length, or -1 for a chunked body
 * @param upgrade whether the client offers another protocol for the same connection
 */
record RequestHead(long bodyBytes, boolean upgrade) {

    private static final int LENGTH_DIGITS_MAX = 18;
    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c);
        }
        "!#$%&'*+-.^_`|~".chars().forEach(c -> TOKEN[c] = true);
    }

    /** Reads one head field after the other. */
    private static final class Fields {
        private long length = -1;
        private boolean chunked;
        private boolean upgrade;

        void add(byte[] head, int from, int colon, int end) {
            // The lengths of the names that matter spare the rest of the fields a string.
            switch (colon - from) {
                case 14 -> {
                    if (isNamed("content-length", head, from, colon)) {
                        contentLength(value(head, colon, end));
                    }
                }
                case 17 -> {
                    if (isNamed("transfer-encoding", head, from, colon)) {
                        transferEncoding(value(head, colon, end));
                    }
                }
                case 7 -> upgrade |= isNamed("upgrade", head, from, colon);
                default -> {}
            }
        }

        private void contentLength(String value) {
            boolean digits =
                    !value.isEmpty()
                            && value.length() <= LENGTH_DIGITS_MAX
                            && value.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || length >= 0) {
                throw Refusals.badRequest("Content-Length is not one number");
            }
            length = Long.parseLong(value);
        }

        private void transferEncoding(String value) {
            if (chunked) {
                throw Refusals.badRequest("Transfer-Encoding is given twice");
            } else if (!value.equalsIgnoreCase("chunked")) {
                // A coding that ends in "chunked" has an end that we could find, others have none.
                throw value.toLowerCase(Locale.ROOT).endsWith("chunked")
                        ? Refusals.of(Status.NOT_IMPLEMENTED_501, "unknown transfer coding")
                        : Refusals.badRequest("Transfer-Encoding is not chunked");
            }
            chunked = true;
        }

        RequestHead head() {
            if (chunked && length >= 0) {
                throw Refusals.badRequest("Content-Length beside Transfer-Encoding");
            }
            return new RequestHead(chunked ? -1 : Math.max(length, 0), upgrade);
        }
    }

    /**
     * Checks a head that ends with its empty line.
     *
     * @throws io.helidon.http.RequestException if it cannot be read in one way only
     */
    static RequestHead check(byte[] head) {
        int line = requestLine(head);
        Fields fields = new Fields();
        while (head[line] != '\r') {
            int colon = line;
            while (isToken(head[colon])) {
                colon++;
            }
            if (colon == line || head[colon] != ':') {
                throw Refusals.badRequest("a header field has no name");
            }
            int end = colon + 1;
            while (isFieldByte(head[end])) {
                end++;
            }
            requireLineEnd(head, end);
            fields.add(head, line, colon, end);
            line = end + 2;
        }
        requireLineEnd(head, line);
        return fields.head();
    }

    /** Checks method and target and answers where the first field begins; not the version. */
    private static int requestLine(byte[] head) {
        int at = 0;
        while (isToken(head[at])) {
            at++;
        }
        if (at == 0 || head[at] != ' ') {
            throw Refusals.badRequest("the method is not a token");
        }
        int target = ++at;
        while (head[at] > ' ' && head[at] != 0x7f) {
            at++;
        }
        if (at == target || head[at] != ' ') {
            throw Refusals.badRequest("the request target is not visible ASCII");
        }
        at++;
        while (head[at] > ' ') {
            at++;
        }
        requireLineEnd(head, at);
        return at + 2;
    }

    private static void requireLineEnd(byte[] head, int at) {
        if (head[at] != '\r' || head[at + 1] != '\n') {
            throw Refusals.badRequest("a line of the head has a control character");
        }
    }

    private static boolean isToken(byte b) {
        return b >= 0 && TOKEN[b];
    }

    private static boolean isFieldByte(byte b) {
        return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
    }

    private static boolean isNamed(String name, byte[] head, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Character.toLowerCase((char) head[i]) != name.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    private static String value(byte[] head, int colon, int end) {
        return new String(head, colon + 1, end - colon - 1, StandardCharsets.ISO_8859_1).strip();
    }
}
