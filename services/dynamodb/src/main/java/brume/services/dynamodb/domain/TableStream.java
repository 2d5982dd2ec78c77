package brume.services.dynamodb.domain;

/**
 * What a table's description says of its latest stream.
 *
 * @param number the stream's number, which its rows begin with
 * @param label when it was enabled, and the last part of its ARN
 * @param enabled false after it was switched off, when it can still be read
 */
public record TableStream(long number, String label, StreamView view, boolean enabled) {}
