package brume.services.sqs.domain;

import brume.api.sqs.MessageAttributeValue;
import brume.api.sqs.MessageSystemAttributeNameForSends;
import brume.api.sqs.MessageSystemAttributeValue;
import brume.api.sqs.SendMessageBatchRequestEntry;
import brume.api.sqs.SqsErrors;
import brume.wire.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What messages may be. Sources: API Reference, SendMessage; Developer Guide, "Message metadata";
 * texts as recorded from AWS by LocalStack's tests of SQS.
 */
public final class MessageRules {

    private static final Pattern FIFO_ID = Pattern.compile("[!-~]{1,128}");
    private static final Pattern NAME = Pattern.compile("[\\u00c0-\\u017fa-zA-Z0-9_.-]+");
    private static final Pattern RESERVED = Pattern.compile("(?i)(aws\\.|amazon\\.|\\.).*|.*\\.");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");
    private static final String NOT_OF_THIS_TYPE =
            "The request include parameter that is not valid for this queue type.";

    private MessageRules() {}

    /** Checks a message for a queue, whether it is sent alone or in a batch. */
    public static void check(SendMessageBatchRequestEntry message, Queue queue, boolean alone) {
        if (message.messageBody() == null || message.messageBody().isEmpty()) {
            throw missing("MessageBody");
        }
        if (bytes(message) > queue.messageBytesMax()) {
            throw SqsErrors.invalidParameterValueException(
                    "One or more parameters "
                            + (alone ? "are invalid" : "cannot be validated")
                            + ". Reason: Message must be shorter than "
                            + queue.messageBytesMax()
                            + " bytes.");
        }
        if (!characters(message.messageBody())) {
            throw SqsErrors.invalidMessageContents(
                    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD |"
                            + " #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
        }
        checkAttributes(message.messageAttributes());
        checkSystemAttributes(message.messageSystemAttributes());
        checkFifoId(message.messageDeduplicationId(), "MessageDeduplicationId");
        checkFifoId(message.messageGroupId(), "MessageGroupId");
        checkKind(message, queue);
    }

    private static void checkKind(SendMessageBatchRequestEntry message, Queue queue) {
        Integer delay = message.delaySeconds();
        if (delay != null && (delay < 0 || delay > SqsQuotas.DELAY_SECONDS.value())) {
            throw invalid(
                    delay.toString(),
                    "DelaySeconds",
                    "DelaySeconds must be >= 0 and <= " + SqsQuotas.DELAY_SECONDS.value() + '.');
        }
        if (queue.fifo()) {
            if (delay != null && delay != 0) {
                throw invalid(delay.toString(), "DelaySeconds", NOT_OF_THIS_TYPE);
            }
            if (message.messageGroupId() == null) {
                throw missing("MessageGroupId");
            }
            if (message.messageDeduplicationId() == null && !queue.deduplicatesByContent()) {
                throw withoutDeduplication();
            }
        } else if (message.messageDeduplicationId() != null) {
            throw invalid(
                    message.messageDeduplicationId(), "MessageDeduplicationId", NOT_OF_THIS_TYPE);
        }
    }

    public static ServiceException withoutDeduplication() {
        return SqsErrors.invalidParameterValueException(
                "The queue should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly");
    }

    public static ServiceException missing(String parameter) {
        return SqsErrors.missingRequiredParameterException(
                "The request must contain the parameter " + parameter + '.');
    }

    public static ServiceException invalid(String value, String parameter, String reason) {
        return SqsErrors.invalidParameterValueException(
                "Value "
                        + value
                        + " for parameter "
                        + parameter
                        + " is invalid. Reason: "
                        + reason);
    }

    /** The size of a message: its body and its attributes' names, types and values. */
    public static long bytes(SendMessageBatchRequestEntry message) {
        long bytes = message.messageBody() == null ? 0 : utf8(message.messageBody());
        Map<String, MessageAttributeValue> attributes = message.messageAttributes();
        if (attributes != null) {
            for (Map.Entry<String, MessageAttributeValue> entry : attributes.entrySet()) {
                MessageAttributeValue value = entry.getValue();
                bytes += utf8(entry.getKey());
                bytes += value.dataType() == null ? 0 : utf8(value.dataType());
                bytes += value.stringValue() == null ? 0 : utf8(value.stringValue());
                bytes += value.binaryValue() == null ? 0 : value.binaryValue().length();
            }
        }
        return bytes;
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean characters(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean valid =
                    c == 0x9
                            || c == 0xa
                            || c == 0xd
                            || (c >= 0x20 && c <= 0xd7ff)
                            || (c >= 0xe000 && c <= 0xfffd)
                            || c >= 0x10000;
            if (!valid) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    private static void checkFifoId(@Nullable String id, String parameter) {
        if (id != null && !FIFO_ID.matcher(id).matches()) {
            throw invalid(
                    id,
                    parameter,
                    parameter
                            + " can only include alphanumeric and punctuation characters. 1 to 128"
                            + " in length.");
        }
    }

    private static void checkAttributes(@Nullable Map<String, MessageAttributeValue> attributes) {
        if (attributes == null) {
            return;
        }
        if (attributes.size() > SqsQuotas.MESSAGE_ATTRIBUTES.value()) {
            throw SqsErrors.invalidParameterValueException(
                    "Number of message attributes ["
                            + attributes.size()
                            + "] exceeds the allowed maximum [10].");
        }
        attributes.forEach((name, value) -> {
            if (name.length() > SqsQuotas.ATTRIBUTE_NAME_CHARACTERS.value()) {
                throw SqsErrors.invalidParameterValueException(
                        "Message (user) attribute names must be shorter than 256 Bytes");
            }
            if (!NAME.matcher(name).matches()) {
                throw SqsErrors.invalidParameterValueException(
                        "Invalid characters in the name of message (user) attribute '"
                                + name
                                + "'.");
            }
            if (RESERVED.matcher(name).matches()) {
                throw SqsErrors.invalidParameterValueException(
                        "Invalid name of message (user) attribute '"
                                + name
                                + "': it must not begin with 'AWS.' or 'Amazon.', nor begin or"
                                + " end with '.'.");
            }
            checkValue(name, value.dataType(), value);
        });
    }

    private static void checkValue(
            String name, @Nullable String type, MessageAttributeValue value) {
        String attribute = "Message (user) attribute '" + name + "' ";
        if (type == null || type.isEmpty()) {
            throw SqsErrors.invalidParameterValueException(
                    "The message attribute '"
                            + name
                            + "' must contain non-empty message attribute type.");
        }
        if (type.length() > SqsQuotas.ATTRIBUTE_NAME_CHARACTERS.value()
                || !TYPE.matcher(type).matches()) {
            throw SqsErrors.invalidParameterValueException(
                    "Invalid type of message attribute '"
                            + name
                            + "': the type must begin with 'String', 'Binary' or 'Number'.");
        }
        if (value.stringListValues() != null && !value.stringListValues().isEmpty()
                || value.binaryListValues() != null && !value.binaryListValues().isEmpty()) {
            throw SqsErrors.unsupportedOperation(
                    "Message attribute list values are not supported.");
        }
        boolean binary = type.startsWith("Binary");
        String text = value.stringValue();
        boolean empty =
                binary
                        ? value.binaryValue() == null || value.binaryValue().length() == 0
                        : text == null || text.isEmpty();
        if (empty) {
            String kind = type.replaceAll("\\..*", "");
            throw SqsErrors.invalidParameterValueException(
                    attribute + "must contain a non-empty value of type '" + kind + "'.");
        }
        if (!binary && text != null && !characters(text)) {
            throw SqsErrors.invalidParameterValueException(
                    "Invalid characters in the value of message (user) attribute '" + name + "'.");
        }
        if (type.startsWith("Number") && text != null && !isNumber(text)) {
            throw SqsErrors.invalidParameterValueException(
                    "Could not cast message attribute '" + name + "' value to number.");
        }
    }

    private static boolean isNumber(String text) {
        try {
            var ignored = new java.math.BigDecimal(text);
            return text.length() <= 128;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void checkSystemAttributes(
            @Nullable Map<String, MessageSystemAttributeValue> attributes) {
        if (attributes == null) {
            return;
        }
        attributes.forEach((name, value) -> {
            if (!MessageSystemAttributeNameForSends.VALUES.contains(name)) {
                throw SqsErrors.invalidParameterValueException(
                        "Message system attribute name '" + name + "' is invalid.");
            }
            if (value.stringValue() == null || !"String".equals(value.dataType())) {
                throw SqsErrors.invalidParameterValueException(
                        "Message system attribute '"
                                + name
                                + "' must contain a non-empty value of type 'String'.");
            }
        });
    }
}
