package brume.spi;

import brume.wire.Shape;
import java.util.List;

/**
 * A request that an operation has read: what its caller must be permitted, and what comes of it.
 */
public interface Prepared<O extends Shape> {

    /** What the caller must be permitted; see {@link Operation#permissions}. */
    List<Permission> permissions();

    /**
     * Whether the request goes on although one of its permissions is refused, because only a part
     * of it fails then, which its answer will tell.
     *
     * @param reason what the caller is to be told
     */
    default boolean goesOnWithout(Permission permission, String reason) {
        return false;
    }

    /**
     * Carries the operation out; called once, when the permissions have been decided on.
     *
     * @throws brume.wire.ServiceException what the client is told
     */
    O handle();
}
