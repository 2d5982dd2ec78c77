package brume.wire;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which members have a constraint anywhere below them; the others need no visit. */
final class Constrained {

    @SuppressWarnings("ReferenceEquality") // Schemas are large; each exists once.
    private record Key(Schema schema) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.schema == schema;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(schema);
        }
    }

    private static final Map<Key, Boolean> KNOWN = new ConcurrentHashMap<>();

    private Constrained() {}

    static boolean is(Member member) {
        Schema schema = member.schema();
        if (schema instanceof ScalarSchema scalar) {
            return !scalar.constraints().isNone();
        }
        Key key = new Key(schema);
        Boolean known = KNOWN.get(key);
        if (known == null) {
            known = below(schema, Collections.newSetFromMap(new IdentityHashMap<>()));
            KNOWN.put(key, known);
        }
        return known;
    }

    private static boolean below(Schema schema, Set<Schema> seen) {
        if (!seen.add(schema)) {
            return false;
        }
        return switch (schema) {
            case ScalarSchema scalar -> !scalar.constraints().isNone();
            case ListSchema list ->
                    !list.constraints().isNone() || below(list.element().schema(), seen);
            case MapSchema map ->
                    !map.constraints().isNone()
                            || below(map.key().schema(), seen)
                            || below(map.value().schema(), seen);
            case StructSchema<?> structure ->
                    structure.members().stream()
                            .anyMatch(m -> m.required() || below(m.schema(), seen));
        };
    }
}
