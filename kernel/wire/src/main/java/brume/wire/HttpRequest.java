package brume.wire;

import java.util.Optional;

/**
 * One HTTP request, body read.
 *
 * @param path as sent, percent-encoded, without the query
 * @param query as sent, without the question mark; empty if there is none
 * @param host the Host header or :authority, lower-case
 * @param sourceIp the peer's address
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpRequest(
        String method,
        String path,
        String query,
        String host,
        HttpHeaders headers,
        byte[] body,
        String sourceIp,
        boolean secure) {

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** The same request with another path. */
    public HttpRequest withPath(String newPath) {
        return new HttpRequest(method, newPath, query, host, headers, body, sourceIp, secure);
    }

    /** The same request with other headers. */
    public HttpRequest withHeaders(HttpHeaders newHeaders) {
        return new HttpRequest(method, path, query, host, newHeaders, body, sourceIp, secure);
    }

    /** The same request with another body. */
    public HttpRequest withBody(byte[] newBody) {
        return new HttpRequest(method, path, query, host, headers, newBody, sourceIp, secure);
    }
}
