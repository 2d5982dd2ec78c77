package brume.services.s3.domain;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a bucket's policy lets everybody in, and whether it may. Source: S3 User Guide, "Blocking
 * public access to your Amazon S3 storage", "The meaning of public".
 */
public final class PublicAccess {

    /** What buckets have had since April 2023. */
    public static final String DEFAULT =
            "{\"BlockPublicAcls\":true,\"IgnorePublicAcls\":true,\"BlockPublicPolicy\":true,"
                    + "\"RestrictPublicBuckets\":true}";

    private static final Set<String> LIMITING_KEYS =
            Set.of(
                    "aws:sourceip",
                    "aws:sourcearn",
                    "aws:sourcevpc",
                    "aws:sourcevpce",
                    "aws:sourceowner",
                    "aws:sourceaccount",
                    "aws:userid",
                    "aws:principalorgid",
                    "aws:principalorgpaths",
                    "aws:principalaccount",
                    "aws:principalarn",
                    "s3:dataaccesspointarn",
                    "s3:dataaccesspointaccount",
                    "s3:x-amz-server-side-encryption-aws-kms-key-id");

    private static final Pattern OPEN_NETWORK = Pattern.compile(".*/[0-7]");

    private PublicAccess() {}

    /** Whether a bucket refuses public policies. */
    public static boolean blocksPublicPolicy(Bucket bucket) {
        String setting = bucket.find(Bucket.Setting.PUBLIC_ACCESS).orElse(DEFAULT);
        return !setting.isEmpty() && Documents.parse(setting).path("BlockPublicPolicy").asBoolean();
    }

    /** Whether a policy grants something to everybody. */
    public static boolean isPublic(String policy) {
        JsonNode statements = Documents.parse(policy).path("Statement");
        for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
            boolean grants = statement.path("Effect").asText().equals("Allow");
            if (grants
                    && (everybody(statement) || statement.has("NotPrincipal"))
                    && !limited(statement.path("Condition"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean everybody(JsonNode statement) {
        JsonNode principal = statement.path("Principal");
        JsonNode accounts = principal.isTextual() ? principal : principal.path("AWS");
        for (JsonNode one : accounts.isArray() ? accounts : List.of(accounts)) {
            if (one.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }

    /** Conditions limit if one of their keys has fixed values. */
    private static boolean limited(JsonNode conditions) {
        for (JsonNode keys : conditions) {
            for (var entry : keys.properties()) {
                if (LIMITING_KEYS.contains(entry.getKey().toLowerCase(Locale.ROOT))
                        && fixed(entry.getValue())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean fixed(JsonNode values) {
        for (JsonNode value : values.isArray() ? values : List.of(values)) {
            String text = value.asText();
            if (text.contains("*")
                    || text.contains("?")
                    || text.contains("${")
                    || OPEN_NETWORK.matcher(text).matches()) {
                return false;
            }
        }
        return true;
    }
}
