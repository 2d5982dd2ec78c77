package brume.services.logs.domain;

/**
 * A log stream.
 *
 * @param id its number: what its events are kept under
 */
public record Stream(String name, long id, long createdMillis) {}
