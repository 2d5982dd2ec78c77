package brume.http;

import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import io.helidon.http.Header;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import java.util.Locale;

/** The library's requests as ours, without their bodies. */
final class Requests {

    static final byte[] NO_BODY = new byte[0];

    private Requests() {}

    static HttpRequest of(
            HttpPrologue prologue,
            Headers fields,
            String authority,
            String sourceIp,
            boolean secure) {
        HttpHeaders headers = new HttpHeaders();
        for (Header header : fields) {
            for (String value : header.allValues()) {
                headers.add(header.name(), value);
            }
        }
        if (headers.first("Host").isEmpty()) {
            headers.add("Host", authority);
        }
        return new HttpRequest(
                prologue.method().text(),
                prologue.uriPath().rawPath(),
                prologue.query().rawValue(),
                authority.toLowerCase(Locale.ROOT),
                headers,
                NO_BODY,
                sourceIp,
                secure);
    }
}
