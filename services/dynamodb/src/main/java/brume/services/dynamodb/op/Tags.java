package brume.services.dynamodb.op;

import brume.api.dynamodb.Tag;
import brume.services.dynamodb.domain.DynamodbQuotas;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tags of tables. */
final class Tags {

    private static final int KEY_LENGTH_MAX = 128;
    private static final int VALUE_LENGTH_MAX = 256;

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

    /** The tags with those of a request added or changed. */
    static Map<String, String> added(Map<String, String> tags, @Nullable List<Tag> more) {
        if (more == null) {
            return tags;
        }
        Map<String, String> result = new LinkedHashMap<>(tags);
        for (Tag tag : more) {
            if (tag.key().isEmpty() || tag.key().length() > KEY_LENGTH_MAX) {
                throw InvalidRequest.parameters(
                        "Tag key length must be between 1 and " + KEY_LENGTH_MAX);
            }
            if (tag.value().length() > VALUE_LENGTH_MAX) {
                throw InvalidRequest.parameters(
                        "Tag value length must be at most " + VALUE_LENGTH_MAX);
            }
            if (!isAllowed(tag.key()) || !isAllowed(tag.value())) {
                throw InvalidRequest.parameters(
                        "Tags may contain letters, white space, numbers and the characters"
                                + " + - = . _ : / only");
            }
            if (tag.key().startsWith("aws:")) {
                throw InvalidRequest.parameters(
                        "Tag keys that begin with aws: are reserved for system use");
            }
            result.put(tag.key(), tag.value());
        }
        if (result.size() > DynamodbQuotas.TAGS_MAX.value()) {
            throw InvalidRequest.parameters(
                    "Number of tags exceeds the limit of " + DynamodbQuotas.TAGS_MAX.value());
        }
        return result;
    }
}
