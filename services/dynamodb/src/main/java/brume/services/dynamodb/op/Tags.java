package brume.services.dynamodb.op;

import brume.api.dynamodb.Tag;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tags of tables. Source of the rules and texts: answers recorded in the API notes of the ACK
 * controllers.
 */
final class Tags {

    private static final int KEY_LENGTH_MAX = 128;
    private static final int VALUE_LENGTH_MAX = 256;
    private static final String RESERVED = "aws:";

    private Tags() {}

    /**
     * Whether a key or value has only characters that tags may have. Source: Developer Guide,
     * "Tagging restrictions in DynamoDB"; the at sign is in the common rules of AWS's tags.
     */
    private static boolean isAllowed(String text) {
        return text.codePoints()
                .allMatch(c ->
                        Character.isLetter(c)
                                || Character.isDigit(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || "+-=._:/@".indexOf(c) >= 0);
    }

    /** Checks the tags of a request, whose members may still be missing. */
    static void check(@Nullable List<Tag> tags) {
        if (tags == null) {
            return;
        }
        Set<String> keys = new HashSet<>();
        for (Tag tag : tags) {
            checkKey(tag.key());
            @Nullable String value = tag.value();
            if (value == null || value.length() > VALUE_LENGTH_MAX || !isAllowed(value)) {
                throw new InvalidRequest("The Tag Value provided is invalid, Value: " + value);
            }
            if (!keys.add(tag.key())) {
                throw new InvalidRequest(
                        "Duplicate Tag Keys provided as input: Duplicate Tag Key found "
                                + tag.key());
            }
        }
        checkCount(tags.size());
    }

    /** Checks the keys of tags that are to be removed. */
    static void checkKeys(@Nullable List<String> keys) {
        if (keys != null) {
            keys.forEach(Tags::checkKey);
            checkCount(keys.size());
        }
    }

    private static void checkKey(@Nullable String key) {
        if (key == null || key.isEmpty() || key.length() > KEY_LENGTH_MAX || !isAllowed(key)) {
            throw new InvalidRequest("The Tag Key provided is invalid, Key: " + key);
        }
        if (key.startsWith(RESERVED)) {
            throw new InvalidRequest("Tag Key cannot be prefixed with aws:, Key: " + key);
        }
    }

    private static void checkCount(int count) {
        if (count > DynamodbQuotas.TAGS_MAX.value()) {
            throw new InvalidRequest(
                    "Number of Tags exceed the current limit for the provided ResourceArn");
        }
    }

    /** The tags with those of a request, which were checked, added or changed. */
    static Map<String, String> added(Map<String, String> tags, @Nullable List<Tag> more) {
        if (more == null) {
            return tags;
        }
        Map<String, String> result = new LinkedHashMap<>(tags);
        more.forEach(tag -> result.put(tag.key(), tag.value()));
        checkCount(result.size());
        return result;
    }
}
