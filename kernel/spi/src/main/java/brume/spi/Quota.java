package brume.spi;

/**
 * One documented limit.
 *
 * @param name as AWS names it
 * @param source the page that states it
 */
public record Quota(String name, long value, String source) {}
