package brume.services.iam.domain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The two measures of a policy document's text: its size in quotas and its form in answers. */
public final class PolicyText {

    private PolicyText() {}

    /** Characters without white space: "IAM does not count white space" (IAM and STS quotas). */
    public static int size(String document) {
        int size = 0;
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                size++;
            }
        }
        return size;
    }

    /** URL-encoded as RFC 3986 says, the form in which IAM answers documents. */
    public static String encoded(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
