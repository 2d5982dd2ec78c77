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
