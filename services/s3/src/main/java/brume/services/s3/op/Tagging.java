package brume.services.s3.op;

import brume.api.s3.S3Errors;
import brume.api.s3.Tag;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Tags in their several forms. Source: S3 User Guide, "Categorizing your objects using tags". */
final class Tagging {

    private static final int KEY_CHARACTERS_MAX = 128;
    private static final int VALUE_CHARACTERS_MAX = 256;
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private Tagging() {}

    /** The tags of a document. */
    static SortedMap<String, String> of(List<Tag> tags, long countMax) {
        SortedMap<String, String> checked = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key() == null || tag.value() == null) {
                throw Faults.malformedXml();
            }
            add(checked, tag.key(), tag.value());
        }
        checkCount(checked, countMax);
        return checked;
    }

    /** The tags of the header {@code x-amz-tagging}, which is a query string. */
    static SortedMap<String, String> ofHeader(String header, long countMax) {
        SortedMap<String, String> checked = new TreeMap<>();
        for (String pair : header.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String key = equals < 0 ? pair : pair.substring(0, equals);
                add(checked, decode(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        checkCount(checked, countMax);
        return checked;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Faults.invalidArgument(
                    "x-amz-tagging",
                    text,
                    "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query"
                            + " parameters without tag name duplicates.");
        }
    }

    private static void add(Map<String, String> tags, String key, String value) {
        if (key.isEmpty() || key.length() > KEY_CHARACTERS_MAX || !FORM.matcher(key).matches()) {
            throw S3Errors.invalidTag("The TagKey you have provided is invalid");
        }
        if (key.startsWith("aws:")) {
            throw S3Errors.invalidTag("System tags cannot be added/updated by requester");
        }
        if (value.length() > VALUE_CHARACTERS_MAX || !FORM.matcher(value).matches()) {
            throw S3Errors.invalidTag("The TagValue you have provided is invalid");
        }
        if (tags.put(key, value) != null) {
            throw S3Errors.invalidTag("Cannot provide multiple Tags with the same key");
        }
    }

    private static void checkCount(Map<String, String> tags, long countMax) {
        if (tags.size() > countMax) {
            throw S3Errors.invalidTag("Object tags cannot be greater than " + countMax);
        }
    }

    /** The stored form. */
    static String text(Map<String, String> tags) {
        ObjectNode tree = Documents.object();
        tags.forEach(tree::put);
        return Documents.text(tree);
    }

    static List<Tag> list(Map<String, String> tags) {
        List<Tag> list = new ArrayList<>();
        new TreeMap<>(tags)
                .forEach((key, value) -> list.add(Tag.builder().key(key).value(value).build()));
        return list;
    }
}
