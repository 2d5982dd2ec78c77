package brume.services.sqs.domain;

import brume.api.sqs.SqsErrors;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One reception of a message.
 *
 * @param message the number of the message in its queue
 * @param receipt random, so that handles cannot be guessed
 */
public record ReceiptHandle(String queueId, long message, long receipt) {

    private static final byte VERSION = 1;

    public String text() {
        byte[] queue = queueId.getBytes(StandardCharsets.UTF_8);
        byte[] bytes =
                ByteBuffer.allocate(1 + 2 * Long.BYTES + queue.length)
                        .put(VERSION)
                        .putLong(message)
                        .putLong(receipt)
                        .put(queue)
                        .array();
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Reads a handle of this queue.
     *
     * @throws brume.wire.ServiceException if it is none
     */
    public static ReceiptHandle parse(String text, Queue queue) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
            if (bytes.get() == VERSION) {
                long message = bytes.getLong();
                long receipt = bytes.getLong();
                byte[] id = new byte[bytes.remaining()];
                bytes.get(id);
                if (queue.id().equals(new String(id, StandardCharsets.UTF_8))) {
                    return new ReceiptHandle(queue.id(), message, receipt);
                }
            }
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw invalid(text);
        }
        throw invalid(text);
    }

    private static RuntimeException invalid(String text) {
        return SqsErrors.receiptHandleIsInvalid(
                "The input receipt handle \"" + text + "\" is not a valid receipt handle.");
    }
}
