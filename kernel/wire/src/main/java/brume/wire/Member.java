package brume.wire;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One member of a structure, list or map.
 *
 * @param name the member's name in the model, as messages show it
 * @param index its place in the structure
 * @param target its schema; a supplier because shapes may contain themselves
 * @param location where the protocols with HTTP bindings put it
 * @param wireName its name on the wire: JSON key, XML element, header, query or URI label name
 * @param queryName its name in the ec2Query protocol, if the model gives one
 */
public record Member(
        String name,
        int index,
        Supplier<? extends Schema> target,
        boolean required,
        Location location,
        String wireName,
        @Nullable String queryName,
        Traits traits) {

    /** Where a member stands in an HTTP message. */
    public enum Location {
        BODY,
        URI,
        QUERY,
        HEADER,
        /** A map whose entries are headers that share a prefix. */
        HEADERS,
        STATUS,
        /** The member is the whole body. */
        PAYLOAD
    }

    /**
     * The rarer properties of a member.
     *
     * @param timestampFormat one of {@code iso8601}, {@code rfc822}, {@code unixTimestamp}
     * @param xmlNamespace URI of the XML namespace of the element
     */
    public record Traits(
            boolean flattened,
            boolean xmlAttribute,
            boolean idempotencyToken,
            boolean streaming,
            boolean eventStream,
            boolean sensitive,
            boolean jsonValue,
            @Nullable String timestampFormat,
            @Nullable String xmlNamespace,
            @Nullable String xmlNamespacePrefix) {

        public static final Traits NONE =
                new Traits(false, false, false, false, false, false, false, null, null, null);
    }

    /** A member without rarer properties, in the body under its own name. */
    public static Member of(
            String name, int index, Supplier<? extends Schema> target, boolean required) {
        return of(name, index, target, required, name);
    }

    /** A member without rarer properties, in the body under another name. */
    public static Member of(
            String name,
            int index,
            Supplier<? extends Schema> target,
            boolean required,
            String wireName) {
        return new Member(
                name, index, target, required, Location.BODY, wireName, null, Traits.NONE);
    }

    public Schema schema() {
        return target.get();
    }
}
