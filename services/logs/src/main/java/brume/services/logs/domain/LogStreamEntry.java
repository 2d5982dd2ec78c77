package brume.services.logs.domain;

/**
 * A log stream. What is known of its events is read from the events, so that appending to a stream
 * changes nothing that another append has to read.
 *
 * @param id unique over all time; at most 60 bits
 */
public record LogStreamEntry(String name, long id, long createdMillis) {}
