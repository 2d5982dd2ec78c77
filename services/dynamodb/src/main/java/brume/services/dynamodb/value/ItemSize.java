package brume.services.dynamodb.value;

import brume.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The size of an item as DynamoDB counts it for its limits and for capacity.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats".
 */
public final class ItemSize {

    /** Largest item in bytes, names included. */
    public static final int BYTES_MAX = 400 * 1024;

    private static final int CONTAINER_BYTES = 3;

    /** Longer texts are encoded to be measured: the JDK does that many characters at a time. */
    private static final int ENCODED_FROM = 48;

    private ItemSize() {}

    /** What is said of an update that makes an item larger than {@link #BYTES_MAX}. */
    public static InvalidRequest tooLargeToUpdate() {
        return new InvalidRequest("Item size to update has exceeded the maximum allowed size");
    }

    public static int of(Map<String, Value> item) {
        int size = 0;
        for (Map.Entry<String, Value> attribute : item.entrySet()) {
            size += utf8Length(attribute.getKey()) + of(attribute.getValue());
        }
        return size;
    }

    public static int of(Value value) {
        return switch (value) {
            case Value.S s -> utf8Length(s.text());
            case Value.N n -> n.number().size();
            case Value.B b -> b.bytes().length();
            case Value.Bool ignored -> 1;
            case Value.Null ignored -> 1;
            case Value.SS set -> {
                int size = 0;
                for (String member : set.members()) {
                    size += utf8Length(member);
                }
                yield size;
            }
            case Value.NS set -> {
                int size = 0;
                for (Decimal member : set.members()) {
                    size += member.size();
                }
                yield size;
            }
            case Value.BS set -> {
                int size = 0;
                for (Blob member : set.members()) {
                    size += member.length();
                }
                yield size;
            }
            case Value.L list -> {
                int size = CONTAINER_BYTES + list.elements().size();
                for (Value element : list.elements()) {
                    size += of(element);
                }
                yield size;
            }
            case Value.M map -> CONTAINER_BYTES + map.entries().size() + of(map.entries());
        };
    }

    /** The length of {@code text} in UTF-8, without encoding it. */
    public static int utf8Length(String text) {
        if (text.length() >= ENCODED_FROM) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // A pair of surrogates is four bytes for two characters.
                length += c >= 0x800 && !Character.isSurrogate(c) ? 2 : 1;
            }
        }
        return length;
    }
}
