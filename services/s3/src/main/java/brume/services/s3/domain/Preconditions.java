package brume.services.s3.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a read. Source: S3 API Reference, GetObject and CopyObject; RFC 9110, section
 * 13.2.2, gives the order.
 */
public record Preconditions(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable Instant ifModifiedSince,
        @Nullable Instant ifUnmodifiedSince) {

    /** What a condition that does not hold means. */
    public enum Failure {
        IF_MATCH,
        IF_UNMODIFIED_SINCE,
        NOT_MODIFIED
    }

    /** The condition that does not hold for {@code object}, if there is one. */
    public Optional<Failure> check(StoredObject object) {
        Instant modified = object.lastModified().truncatedTo(ChronoUnit.SECONDS);
        if (ifMatch != null) {
            if (!matches(ifMatch, object.etag())) {
                return Optional.of(Failure.IF_MATCH);
            }
        } else if (ifUnmodifiedSince != null && modified.isAfter(ifUnmodifiedSince)) {
            return Optional.of(Failure.IF_UNMODIFIED_SINCE);
        }
        if (ifNoneMatch != null) {
            return matches(ifNoneMatch, object.etag())
                    ? Optional.of(Failure.NOT_MODIFIED)
                    : Optional.empty();
        }
        return ifModifiedSince != null && !modified.isAfter(ifModifiedSince)
                ? Optional.of(Failure.NOT_MODIFIED)
                : Optional.empty();
    }

    /** Whether a list of ETags, with or without quotes, or a star, has this one. */
    public static boolean matches(String list, String etag) {
        for (String one : list.split(",")) {
            String plain = one.strip();
            if (plain.equals("*") || plain.replace("\"", "").equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
