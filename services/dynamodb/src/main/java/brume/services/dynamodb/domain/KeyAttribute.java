package brume.services.dynamodb.domain;

/**
 * An attribute of a key.
 *
 * @param type {@code S}, {@code N} or {@code B}
 */
public record KeyAttribute(String name, String type) {}
