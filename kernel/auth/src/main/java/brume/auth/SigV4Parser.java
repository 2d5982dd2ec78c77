package brume.auth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes signatures apart. Sources of the texts: answers of AWS quoted in public issue reports
 * (aws/chalice 828, aws-samples/amazon-elasticsearch-service-with-authentication 4) and "Common
 * errors" in the IAM User Guide's troubleshooting of signature errors.
 */
final class SigV4Parser {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** The longest Authorization header that is looked at. */
    static final int HEADER_LENGTH_MAX = 8_192;

    /** A week. */
    static final int EXPIRES_SECONDS_MAX = 604_800;

    private static final int SIGNED_HEADERS_MAX = 200;
    private static final String[] QUERY_PARAMETERS = {
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "X-Amz-Date"
    };

    private SigV4Parser() {}

    static SigV4Authorization parse(SignedRequest request) {
        String header = request.header("authorization");
        boolean inQuery =
                request.query().contains("X-Amz-Algorithm")
                        || request.query().contains("X-Amz-Signature");
        if (!header.isEmpty() && inQuery) {
            throw AuthFailure.mismatch(
                            "Found both 'X-Amz-Algorithm' as a query-string param and"
                                    + " 'Authorization' as HTTP header.")
                    .exception();
        }
        if (inQuery) {
            return parseQuery(QueryParameters.parse(request.query()));
        }
        if (header.isEmpty() || !header.startsWith("AWS4-")) {
            throw AuthFailure.missingToken().exception();
        }
        return parseHeader(header, request);
    }

    private static SigV4Authorization parseHeader(String header, SignedRequest request) {
        if (header.length() > HEADER_LENGTH_MAX) {
            throw AuthFailure.incomplete("The Authorization header is too long.").exception();
        }
        int space = header.indexOf(' ');
        String algorithm = space < 0 ? header : header.substring(0, space);
        Map<String, String> fields = fields(space < 0 ? "" : header.substring(space + 1), header);
        String date = request.header("x-amz-date");
        if (date.isEmpty()) {
            date = request.header("date");
        }
        checkComplete(fields, date, header);
        checkAlgorithm(algorithm);
        String[] credential = credential(fields.getOrDefault("Credential", ""));
        return new SigV4Authorization(
                credential[0],
                new CredentialScope(credential[1], credential[2], credential[3]),
                SigV4Dates.fromHttpDate(date),
                signedHeaders(fields.getOrDefault("SignedHeaders", "")),
                fields.getOrDefault("Signature", ""),
                request.header("x-amz-security-token"),
                Optional.empty());
    }

    /** The fields of the header, which commas and spaces separate. */
    private static Map<String, String> fields(String text, String header) {
        Map<String, String> fields = new HashMap<>();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != ' ') {
                end++;
            }
            String field = text.substring(at, end);
            at = end + 1;
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            } else if (!field.isEmpty()) {
                throw AuthFailure.incomplete(
                                "Invalid key=value pair (missing equal-sign) in Authorization"
                                        + " header (hashed with SHA-256 and encoded with Base64): '"
                                        + hashed(header)
                                        + "'.")
                        .exception();
            }
        }
        return fields;
    }

    private static void checkComplete(Map<String, String> fields, String date, String header) {
        StringBuilder problems = new StringBuilder();
        for (String name : new String[] {"Credential", "Signature", "SignedHeaders"}) {
            if (fields.getOrDefault(name, "").isEmpty()) {
                problems.append("Authorization header requires '")
                        .append(name)
                        .append("' parameter. ");
            }
        }
        if (date.isEmpty()) {
            problems.append(
                    "Authorization header requires existence of either a 'X-Amz-Date' or a"
                            + " 'Date' header. ");
        }
        if (!problems.isEmpty()) {
            // AWS hashes the header, so that a log of the answer never holds a credential.
            problems.append("(Hashed with SHA-256 and encoded with Base64) Authorization=")
                    .append(hashed(header));
            throw AuthFailure.incomplete(problems.toString()).exception();
        }
    }

    private static String hashed(String header) {
        byte[] bytes = header.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(Digests.sha256Bytes(bytes, 0, bytes.length));
    }

    private static SigV4Authorization parseQuery(QueryParameters query) {
        StringBuilder problems = new StringBuilder();
        for (String name : QUERY_PARAMETERS) {
            if (query.get(name).isEmpty()) {
                problems.append("AWS query-string parameters must include '")
                        .append(name)
                        .append("'. ");
            }
        }
        if (!problems.isEmpty()) {
            throw AuthFailure.incomplete(problems + "Re-examine the query-string parameters.")
                    .exception();
        }
        checkAlgorithm(query.get("X-Amz-Algorithm"));
        String[] credential = credential(query.get("X-Amz-Credential"));
        return new SigV4Authorization(
                credential[0],
                new CredentialScope(credential[1], credential[2], credential[3]),
                query.get("X-Amz-Date"),
                signedHeaders(query.get("X-Amz-SignedHeaders")),
                query.get("X-Amz-Signature"),
                query.get("X-Amz-Security-Token"),
                Optional.of(expires(query.get("X-Amz-Expires"))));
    }

    private static int expires(String text) {
        // Services other than S3 accept a presigned request without it; 15 minutes is their limit.
        if (text.isEmpty()) {
            return 900;
        }
        boolean number = text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            throw AuthFailure.incomplete("X-Amz-Expires should be a number").exception();
        }
        int seconds = Integer.parseInt(text);
        if (seconds < 1) {
            throw AuthFailure.incomplete("X-Amz-Expires must be non-negative").exception();
        }
        if (seconds > EXPIRES_SECONDS_MAX) {
            throw AuthFailure.incomplete(
                            "X-Amz-Expires must be less than a week (in seconds); that is, the"
                                    + " given X-Amz-Expires must be less than 604800 seconds")
                    .exception();
        }
        return seconds;
    }

    private static void checkAlgorithm(String algorithm) {
        if (!algorithm.equals(ALGORITHM)) {
            throw AuthFailure.incomplete("Unsupported AWS 'algorithm': '" + algorithm + "'.")
                    .exception();
        }
    }

    /** Access key id, date, region and service. */
    private static String[] credential(String credential) {
        String[] parts = credential.split("/", -1);
        if (parts.length != 5) {
            throw AuthFailure.incomplete(
                            "Credential must have exactly 5 slash-delimited elements, e.g."
                                    + " keyid/date/region/service/term, got '"
                                    + credential
                                    + "'")
                    .exception();
        }
        if (!parts[4].equals(CredentialScope.TERMINATOR)) {
            throw AuthFailure.mismatch(
                            "Credential should be scoped with a valid terminator: 'aws4_request',"
                                    + " not '"
                                    + parts[4]
                                    + "'. ")
                    .exception();
        }
        return parts;
    }

    private static List<String> signedHeaders(String text) {
        String[] names = text.split(";");
        if (names.length > SIGNED_HEADERS_MAX) {
            throw AuthFailure.incomplete("SignedHeaders names too many headers.").exception();
        }
        List<String> lower = new ArrayList<>(names.length);
        for (String name : names) {
            lower.add(name.toLowerCase(Locale.ROOT));
        }
        lower.sort(null);
        return List.copyOf(lower);
    }
}
