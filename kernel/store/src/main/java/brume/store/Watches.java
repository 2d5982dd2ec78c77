package brume.store;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registered watches, found by the keys that a batch has written.
 *
 * <p>All registered prefixes of a key are found by walking down the sorted map of prefixes: the
 * greatest entry c at or below the key is between every prefix p of the key and the key itself, so
 * c starts with p as well. Either c is a prefix of the key (a hit; go on below it), or what the two
 * have in common is the next place to look. Each step shortens the key, so the walk takes as many
 * steps as there are hits and near misses, not as there are watchers.
 */
final class Watches {

    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    /** One call of {@link #add}: the same listener may be registered more than once. */
    private static final class Registration {

        private final Runnable listener;

        Registration(Runnable listener) {
            this.listener = listener;
        }
    }

    private final ConcurrentSkipListMap<Key, CopyOnWriteArrayList<Registration>> listeners =
            new ConcurrentSkipListMap<>();

    Store.Watch add(Key prefix, Runnable listener) {
        Registration own = new Registration(listener);
        listeners.compute(
                prefix,
                (key, list) -> {
                    CopyOnWriteArrayList<Registration> some =
                            list == null ? new CopyOnWriteArrayList<>() : list;
                    some.add(own);
                    return some;
                });
        return () ->
                listeners.computeIfPresent(
                        prefix,
                        (key, list) -> {
                            list.remove(own);
                            return list.isEmpty() ? null : list;
                        });
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /** Calls each listener once for all of {@code commits}. */
    void tell(Iterable<Commit> commits) {
        Set<Registration> touched = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Commit commit : commits) {
            for (Key key : commit.writes().keys()) {
                collect(key, touched);
            }
            for (Range range : commit.writes().deletedRanges()) {
                collect(range.from(), touched);
                NavigableMap<Key, CopyOnWriteArrayList<Registration>> inside =
                        listeners.subMap(range.from(), true, range.to(), false);
                inside.values().forEach(touched::addAll);
            }
        }
        for (Registration registration : touched) {
            try {
                registration.listener.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A watch failed", e);
            }
        }
    }

    private void collect(Key key, Set<Registration> touched) {
        Key at = key;
        Map.@Nullable Entry<Key, CopyOnWriteArrayList<Registration>> found =
                listeners.floorEntry(at);
        while (found != null) {
            Key prefix = found.getKey();
            if (at.startsWith(prefix)) {
                touched.addAll(found.getValue());
                at = prefix;
                found = listeners.lowerEntry(at);
            } else {
                at = at.commonPrefix(prefix);
                found = listeners.floorEntry(at);
            }
        }
    }
}
