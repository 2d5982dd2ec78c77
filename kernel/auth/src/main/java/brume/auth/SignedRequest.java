package brume.auth;

import java.util.List;
import java.util.function.Function;

/**
 * What a signature covers of a request.
 *
 * @param path as sent, percent-encoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param headers every value of the header with the given lower-case name, {@code host} included
 * @param body as sent
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignedRequest(
        String method,
        String path,
        String query,
        Function<String, List<String>> headers,
        byte[] body) {

    /** The first value of a header; empty text if it is missing. */
    String header(String lowerCaseName) {
        List<String> values = headers.apply(lowerCaseName);
        return values.isEmpty() ? "" : values.get(0).strip();
    }
}
