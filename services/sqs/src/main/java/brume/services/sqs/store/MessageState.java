package brume.services.sqs.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What changes about a message, all times in milliseconds.
 *
 * @param due when it can be received (again)
 * @param firstReceived 0 if it never was
 * @param receives how often it was received
 * @param inherited how many of them in queues of which this one takes the dead letters
 * @param receipt the random part of the last receipt handle
 * @param group empty text for a standard queue
 */
record MessageState(
        long due,
        long sent,
        long firstReceived,
        int receives,
        int inherited,
        long receipt,
        String group) {

    private static final int FIXED_BYTES = 4 * Long.BYTES + 2 * Integer.BYTES;

    /** Whether it was received from this queue. */
    boolean received() {
        return receives > inherited;
    }

    MessageState at(long time) {
        return new MessageState(time, sent, firstReceived, receives, inherited, receipt, group);
    }

    byte[] bytes() {
        byte[] name = group.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + name.length)
                .putLong(due)
                .putLong(sent)
                .putLong(firstReceived)
                .putLong(receipt)
                .putInt(receives)
                .putInt(inherited)
                .put(name)
                .array();
    }

    static MessageState of(byte[] row) {
        ByteBuffer in = ByteBuffer.wrap(row);
        long due = in.getLong();
        long sent = in.getLong();
        long firstReceived = in.getLong();
        long receipt = in.getLong();
        int receives = in.getInt();
        int inherited = in.getInt();
        String group =
                new String(row, FIXED_BYTES, row.length - FIXED_BYTES, StandardCharsets.UTF_8);
        return new MessageState(due, sent, firstReceived, receives, inherited, receipt, group);
    }
}
