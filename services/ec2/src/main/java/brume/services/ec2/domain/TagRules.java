package brume.services.ec2.domain;

import brume.api.ec2.Ec2Errors;
import brume.api.ec2.Tag;
import brume.api.ec2.TagSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What tags may be. Source: "Tag your Amazon EC2 resources", tag restrictions. */
public final class TagRules {

    private TagRules() {}

    /**
     * The tags of a request's specifications by the type of the resource.
     *
     * @param permitted the types that the operation makes
     */
    public static Map<String, SortedMap<String, String>> of(
            @Nullable List<TagSpecification> specifications, String... permitted) {
        Map<String, SortedMap<String, String>> byType = new HashMap<>();
        for (String type : permitted) {
            byType.put(type, new TreeMap<>());
        }
        if (specifications == null) {
            return byType;
        }
        for (TagSpecification specification : specifications) {
            String type = specification.resourceType();
            if (type == null) {
                throw Ec2Errors.missingParameter(
                        "Tag specification resource type must have a value");
            }
            SortedMap<String, String> tags = byType.get(type);
            if (tags == null) {
                throw Ec2Errors.invalidParameterValue(
                        "'" + type + "' is not a valid taggable resource type for this operation.");
            }
            List<Tag> given = specification.tags();
            if (given == null || given.isEmpty()) {
                throw Ec2Errors.invalidParameterValue(
                        "Tag specification must have at least one tag");
            }
            addAll(tags, given);
        }
        return byType;
    }

    /** {@code present} and the given tags, which replace those with the same key. */
    public static SortedMap<String, String> merged(
            SortedMap<String, String> present, List<Tag> given) {
        SortedMap<String, String> added = new TreeMap<>();
        addAll(added, given);
        SortedMap<String, String> merged = new TreeMap<>(present);
        merged.putAll(added);
        checkCount(merged);
        return merged;
    }

    private static void addAll(SortedMap<String, String> tags, List<Tag> given) {
        for (Tag tag : given) {
            String key = checkKey(tag);
            String value = tag.value() == null ? "" : tag.value();
            if (value.length() > Ec2Quotas.TAG_VALUE_LENGTH.value()) {
                throw Ec2Errors.invalidParameterValue(
                        "Tag value exceeds the maximum length of "
                                + Ec2Quotas.TAG_VALUE_LENGTH.value()
                                + " characters");
            }
            if (tags.put(key, value) != null) {
                throw Ec2Errors.invalidParameterValue("Duplicate tag key '" + key + "' specified.");
            }
        }
        checkCount(tags);
    }

    private static String checkKey(Tag tag) {
        String key = tag.key();
        if (key == null || key.isEmpty()) {
            throw Ec2Errors.invalidParameterValue("Tag key cannot be null or empty");
        }
        if (key.length() > Ec2Quotas.TAG_KEY_LENGTH.value()) {
            throw Ec2Errors.invalidParameterValue(
                    "Tag key exceeds the maximum length of "
                            + Ec2Quotas.TAG_KEY_LENGTH.value()
                            + " characters");
        }
        if (key.regionMatches(true, 0, "aws:", 0, "aws:".length())) {
            throw Ec2Errors.invalidParameterValue(
                    "Tag keys starting with 'aws:' are reserved for internal use");
        }
        return key;
    }

    private static void checkCount(SortedMap<String, String> tags) {
        if (tags.size() > Ec2Quotas.TAGS_PER_RESOURCE.value()) {
            throw Ec2Errors.tagLimitExceeded(
                    "The maximum number of Tags for a resource has been reached.");
        }
    }
}
