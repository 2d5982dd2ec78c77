package brume.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The canonical form of a request. Source: IAM User Guide, "Create a signed AWS API request", step
 * 1, and AWS's published test suite.
 */
final class CanonicalRequest {

    private CanonicalRequest() {}

    static String of(
            SignedRequest request, List<String> signedHeaders, String payloadHash, boolean s3) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n');
        text.append(s3 ? s3Path(request.path()) : path(request.path())).append('\n');
        text.append(query(request.query())).append('\n');
        for (String name : signedHeaders) {
            text.append(name).append(':');
            appendValues(text, request.headers().apply(name));
            text.append('\n');
        }
        text.append('\n');
        appendNames(text, signedHeaders);
        return text.append('\n').append(payloadHash).toString();
    }

    static void appendNames(StringBuilder text, List<String> signedHeaders) {
        for (int i = 0; i < signedHeaders.size(); i++) {
            text.append(i == 0 ? "" : ";").append(signedHeaders.get(i));
        }
    }

    private static void appendValues(StringBuilder text, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            appendCollapsed(text, values.get(i).strip());
        }
    }

    private static void appendCollapsed(StringBuilder text, String value) {
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean isSpace = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            if (!isSpace) {
                text.append(c);
            } else if (!space) {
                text.append(' ');
            }
            space = isSpace;
        }
    }

    /** S3 encodes the object key once and keeps its dots and slashes. */
    static String s3Path(String path) {
        return path.isEmpty()
                ? "/"
                : PercentEncoding.encode(PercentEncoding.decode(path, false), true);
    }

    /** All other services resolve dots and double slashes and encode what was sent once more. */
    static String path(String path) {
        return PercentEncoding.encode(normalized(path), true);
    }

    private static String normalized(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return "/";
        }
        if (path.indexOf("//") < 0 && path.indexOf("/.") < 0) {
            return path;
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/")) {
            if (segment.equals("..")) {
                if (!segments.isEmpty()) {
                    segments.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        String joined = "/" + String.join("/", segments);
        return path.endsWith("/") && !segments.isEmpty() ? joined + "/" : joined;
    }

    /** The parameters without the signature itself, encoded, then sorted by name and value. */
    static String query(String query) {
        if (query.isEmpty()) {
            return "";
        }
        List<String[]> pairs = new ArrayList<>();
        for (QueryParameters.Parameter p : QueryParameters.parse(query).parameters()) {
            if (!p.name().equals("X-Amz-Signature")) {
                pairs.add(
                        new String[] {
                            PercentEncoding.encode(p.name(), false),
                            PercentEncoding.encode(p.value(), false)
                        });
            }
        }
        Collections.sort(
                pairs,
                (a, b) -> {
                    int byName = a[0].compareTo(b[0]);
                    return byName != 0 ? byName : a[1].compareTo(b[1]);
                });
        StringBuilder text = new StringBuilder(query.length() + 16);
        for (String[] pair : pairs) {
            text.append(text.isEmpty() ? "" : "&").append(pair[0]).append('=').append(pair[1]);
        }
        return text.toString();
    }
}
