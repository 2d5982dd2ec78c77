package brume.services.dynamodb.value;

import brume.wire.Blob;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An attribute's value. Sets that come from requests have their members in order, as the service
 * returns them, but compare without it. Source: recorded in October 2026 by the DynamoDB
 * conformance project: texts and byte strings by their bytes, numbers by value.
 */
public sealed interface Value {

    /** The type's name as documents and messages show it, such as {@code SS}. */
    default String type() {
        return switch (this) {
            case S ignored -> "S";
            case N ignored -> "N";
            case B ignored -> "B";
            case Bool ignored -> "BOOL";
            case Null ignored -> "NULL";
            case SS ignored -> "SS";
            case NS ignored -> "NS";
            case BS ignored -> "BS";
            case L ignored -> "L";
            case M ignored -> "M";
        };
    }

    /** Text. */
    record S(String text) implements Value {}

    /** A number. */
    record N(Decimal number) implements Value {}

    /** Bytes. */
    record B(Blob bytes) implements Value {}

    /** A truth value. */
    record Bool(boolean truth) implements Value {}

    /** The value that stands for nothing. */
    record Null() implements Value {}

    /** A set of texts. */
    record SS(List<String> members) implements Value {

        /** The set with its members in order. */
        public static SS of(Collection<String> members) {
            return new SS(members.stream().sorted(Comparison::compareText).toList());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SS set && sameMembers(members, set.members);
        }

        @Override
        public int hashCode() {
            return new HashSet<>(members).hashCode();
        }
    }

    /** A set of numbers. */
    record NS(List<Decimal> members) implements Value {

        /** The set with its members in order. */
        public static NS of(Collection<Decimal> members) {
            return new NS(members.stream().sorted().toList());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof NS set && sameMembers(members, set.members);
        }

        @Override
        public int hashCode() {
            return new HashSet<>(members).hashCode();
        }
    }

    /** A set of byte strings. */
    record BS(List<Blob> members) implements Value {

        /** The set with its members in order. */
        public static BS of(Collection<Blob> members) {
            return new BS(members.stream().sorted(Comparison::compareBytes).toList());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof BS set && sameMembers(members, set.members);
        }

        @Override
        public int hashCode() {
            return new HashSet<>(members).hashCode();
        }
    }

    /** A list. */
    record L(List<Value> elements) implements Value {}

    /** A map. */
    record M(Map<String, Value> entries) implements Value {}

    private static <T> boolean sameMembers(List<T> one, List<T> other) {
        return one.size() == other.size() && new HashSet<>(one).equals(new HashSet<>(other));
    }
}
