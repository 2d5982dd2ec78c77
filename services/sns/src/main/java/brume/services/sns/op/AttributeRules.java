package brume.services.sns.op;

import brume.api.sns.MessageAttributeValue;
import brume.api.sns.SnsErrors;
import brume.wire.ServiceException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What attributes of messages may be; texts as recorded from AWS by LocalStack's tests of SNS. */
final class AttributeRules {

    private static final int NAME_CHARACTERS_MAX = 256;
    private static final Pattern IMPERMISSIBLE = Pattern.compile("[^a-zA-Z0-9_.-]");

    private AttributeRules() {}

    static void check(String name, MessageAttributeValue value) {
        checkName(name);
        String kind = value.dataType().replaceAll("\\..*", "");
        String attribute = "The message attribute '" + name + "' ";
        if (!kind.equals("String") && !kind.equals("Number") && !kind.equals("Binary")) {
            throw invalid(
                    attribute
                            + "has an invalid message attribute type, the set of supported type"
                            + " prefixes is Binary, Number, and String.");
        }
        boolean binary = kind.equals("Binary");
        boolean text = value.stringValue() != null && !value.stringValue().isEmpty();
        boolean bytes = value.binaryValue() != null && value.binaryValue().length() > 0;
        if (binary ? text : bytes) {
            throw invalid(
                    attribute
                            + "with type '"
                            + value.dataType()
                            + "' must use field '"
                            + (binary ? "Binary" : "String")
                            + "'.");
        }
        if (!text && !bytes) {
            throw invalid(
                    attribute
                            + "must contain non-empty message attribute value for message attribute"
                            + " type '"
                            + value.dataType()
                            + "'.");
        }
    }

    private static void checkName(String name) {
        if (name.length() > NAME_CHARACTERS_MAX) {
            throw invalid("Length of message attribute name must be less than 256 bytes.");
        }
        Matcher impermissible = IMPERMISSIBLE.matcher(name);
        if (impermissible.find()) {
            throw invalid(
                    "Invalid non-alphanumeric character '#x"
                            + Integer.toHexString(name.charAt(impermissible.start()))
                                    .toUpperCase(java.util.Locale.ROOT)
                            + "' was found in the message attribute name. Can only include"
                            + " alphanumeric characters, hyphens, underscores, or dots.");
        }
        if (name.startsWith(".")) {
            throw invalid("Invalid message attribute name starting with character '.' was found.");
        }
        if (name.endsWith(".")) {
            throw invalid("Invalid message attribute name ending with character '.' was found.");
        }
        if (name.contains("..")) {
            throw invalid("Message attribute name can not have successive '.' character.");
        }
    }

    private static ServiceException invalid(String message) {
        return SnsErrors.invalidParameterValueException(message);
    }
}
