package brume.base;

import java.util.Optional;

/**
 * An Amazon Resource Name, {@code arn:partition:service:region:account:resource}. Region and
 * account are empty strings where the service is global; {@code resource} may contain further
 * colons.
 */
public record Arn(
        String partition, String service, String region, String account, String resource) {

    /** The parsed form of {@code text}, or empty if it has not the six parts of an ARN. */
    public static Optional<Arn> find(String text) {
        String[] parts = text.split(":", 6);
        if (parts.length != 6 || !parts[0].equals("arn") || parts[2].isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]));
    }

    /** What follows the first {@code /} or {@code :} of the resource part, or the whole of it. */
    public String resourceId() {
        for (int i = 0; i < resource.length(); i++) {
            char c = resource.charAt(i);
            if (c == '/' || c == ':') {
                return resource.substring(i + 1);
            }
        }
        return resource;
    }

    @Override
    public String toString() {
        return "arn:" + partition + ':' + service + ':' + region + ':' + account + ':' + resource;
    }
}
