package brume.base;

import java.util.regex.Pattern;

/** An AWS region name such as {@code us-east-1}. */
public record Region(String value) {

    // Before the first region, whose constructor needs it.
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    public static final Region US_EAST_1 = new Region("us-east-1");

    public Region {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a region name: " + value);
        }
    }

    /** The ARN partition that the region belongs to. */
    public String partition() {
        if (value.startsWith("cn-")) {
            return "aws-cn";
        }
        return value.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    @Override
    public String toString() {
        return value;
    }
}
