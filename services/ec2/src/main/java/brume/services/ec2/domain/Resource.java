package brume.services.ec2.domain;

import java.util.SortedMap;

/** Something that has an id and tags. */
public sealed interface Resource permits EbsVolume, EbsSnapshot, Ec2Instance {

    /** A short prefix and 17 hexadecimal digits. */
    String id();

    SortedMap<String, String> tags();

    Resource withTags(SortedMap<String, String> changed);

    /** Whether it is no longer shown at {@code now}, in milliseconds since the epoch. */
    default boolean gone(long now) {
        return false;
    }
}
