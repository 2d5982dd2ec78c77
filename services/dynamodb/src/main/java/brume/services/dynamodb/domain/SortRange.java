package brume.services.dynamodb.domain;

import brume.services.dynamodb.expression.KeyCondition;
import brume.services.dynamodb.value.Comparison;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a partition that conditions on its sort key leave: what lies between two values.
 *
 * @param lower the least value, or null if there is none
 * @param upper the greatest value, or null if there is none
 */
public record SortRange(
        @Nullable Value lower,
        boolean lowerIncluded,
        @Nullable Value upper,
        boolean upperIncluded) {

    /** The whole partition. */
    public static final SortRange ALL = new SortRange(null, true, null, true);

    /** What one condition leaves. */
    public static SortRange of(KeyCondition.Part part) {
        Value first = part.values().getFirst();
        return switch (part.operator()) {
            case EQ -> new SortRange(first, true, first, true);
            case LT -> new SortRange(null, true, first, false);
            case LE -> new SortRange(null, true, first, true);
            case GT -> new SortRange(first, false, null, true);
            case GE -> new SortRange(first, true, null, true);
            case BETWEEN -> new SortRange(first, true, part.values().getLast(), true);
            case BEGINS_WITH -> new SortRange(first, true, after(first), false);
        };
    }

    /** What both leave. */
    public SortRange and(SortRange other) {
        boolean higher = startsBefore(other);
        boolean lowerEnd = other.endsBefore(this);
        return new SortRange(
                higher ? other.lower : lower,
                higher ? other.lowerIncluded : lowerIncluded,
                lowerEnd ? other.upper : upper,
                lowerEnd ? other.upperIncluded : upperIncluded);
    }

    /** Whether no value is left. */
    public boolean isEmpty() {
        if (lower == null || upper == null) {
            return false;
        }
        int order = compare(lower, upper);
        return order > 0 || (order == 0 && !(lowerIncluded && upperIncluded));
    }

    private boolean startsBefore(SortRange other) {
        if (other.lower == null || lower == null) {
            return other.lower != null;
        }
        int order = compare(lower, other.lower);
        return order < 0 || (order == 0 && lowerIncluded && !other.lowerIncluded);
    }

    private boolean endsBefore(SortRange other) {
        if (upper == null || other.upper == null) {
            return upper != null;
        }
        int order = compare(upper, other.upper);
        return order < 0 || (order == 0 && !upperIncluded && other.upperIncluded);
    }

    /** Values of different types, of which one does not fit the key, count as equal here. */
    private static int compare(Value one, Value other) {
        return Comparison.ordered(one, other) ? Comparison.compare(one, other) : 0;
    }

    /** The least value above all that begin with {@code prefix}, or null if there is none. */
    private static @Nullable Value after(Value prefix) {
        return switch (prefix) {
            case Value.S(String text) -> after(text);
            case Value.B(Blob bytes) -> after(bytes.bytes());
            default -> null;
        };
    }

    private static @Nullable Value after(String text) {
        int[] points = text.codePoints().toArray();
        for (int last = points.length - 1; last >= 0; last--) {
            if (points[last] < Character.MAX_CODE_POINT) {
                points[last] = points[last] == 0xD7FF ? 0xE000 : points[last] + 1;
                return new Value.S(new String(points, 0, last + 1));
            }
        }
        return null;
    }

    private static @Nullable Value after(byte[] bytes) {
        for (int last = bytes.length - 1; last >= 0; last--) {
            if (bytes[last] != (byte) 0xFF) {
                byte[] next = Arrays.copyOf(bytes, last + 1);
                next[last]++;
                return new Value.B(Blob.of(next));
            }
        }
        return null;
    }
}
