package brume.wire;

import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of one service by number, each made when it is first asked for: shapes may contain
 * themselves, and most processes use a small part of a service's shapes. For generated code.
 */
public final class SchemaTable {

    private final Entry[] entries;

    public SchemaTable(int size, IntFunction<Schema> make) {
        entries = new Entry[size];
        for (int id = 0; id < size; id++) {
            entries[id] = new Entry(id, make);
        }
    }

    /** The schema with this number, not made yet. */
    public Supplier<Schema> at(int id) {
        return entries[id];
    }

    /** Two threads may both make a schema; either result serves, because schemas are immutable. */
    private static final class Entry implements Supplier<Schema> {

        private final int id;
        private final IntFunction<Schema> make;
        private volatile @Nullable Schema schema;

        Entry(int id, IntFunction<Schema> make) {
            this.id = id;
            this.make = make;
        }

        @Override
        public Schema get() {
            Schema made = schema;
            if (made == null) {
                made = make.apply(id);
                schema = made;
            }
            return made;
        }
    }
}
