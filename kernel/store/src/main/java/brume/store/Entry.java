package brume.store;

/** One key and its value; the array belongs to the receiver. */
@SuppressWarnings("ArrayRecordComponent")
public record Entry(Key key, byte[] value) {}
