package brume.services.s3.op;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names in answers with {@code encoding-type=url}: percent-encoded, with slashes as they are. */
final class UrlText {

    private UrlText() {}

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
