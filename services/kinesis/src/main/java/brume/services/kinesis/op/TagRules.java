package brume.services.kinesis.op;

import brume.api.kinesis.KinesisErrors;
import brume.services.kinesis.domain.KinesisQuotas;
import java.util.Map;
import java.util.regex.Pattern;

/** What tags may be. Source of the texts: answers of AWS recorded by kinesalite. */
final class TagRules {

    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private TagRules() {}

    /** Checks the tags that a stream or a consumer is to have. */
    static void check(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            if (!CHARACTERS.matcher(key).matches() || !CHARACTERS.matcher(value).matches()) {
                throw KinesisErrors.invalidArgumentException(
                        "Some tags contain invalid characters. Valid characters: Unicode letters,"
                                + " digits, white space, _ . / = + - % @.");
            }
            if (key.startsWith("aws:")) {
                throw KinesisErrors.invalidArgumentException(
                        "Tag keys must not begin with aws:, which is reserved.");
            }
        });
        if (tags.size() > KinesisQuotas.TAGS.value()) {
            throw KinesisErrors.invalidArgumentException(
                    "A resource cannot have more than "
                            + KinesisQuotas.TAGS.value()
                            + " tags associated with it.");
        }
    }
}
