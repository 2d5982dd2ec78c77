package brume.services.dynamodb.expression;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.ItemSize;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Applies an {@link Update} to an item. All values are taken from the item as it was before; then
 * the actions change a copy. Removed list elements leave a gap until the end and elements set
 * beyond a list's end are appended at the end, so that every index means the element that it meant
 * before.
 */
public final class UpdateEvaluation {

    private static final String WRONG_TYPE =
            "An operand in the update expression has an incorrect data type";
    private static final String LEGACY_WRONG_TYPE = "Type mismatch for attribute to update";
    private static final String WRONG_PATH =
            "The document path provided in the update expression is invalid for update";
    private static final String NO_ATTRIBUTE =
            "The provided expression refers to an attribute that does not exist in the item";
    private static final Value GAP = new Value.L(List.of(new Value.Null()));

    private final String wrongType;
    private final Map<String, Value> before;
    private final Map<String, Value> after;
    private final Set<String> copied = new HashSet<>();
    private final IdentityHashMap<List<Value>, TreeMap<Integer, Value>> appended =
            new IdentityHashMap<>();
    private final IdentityHashMap<List<Value>, Boolean> withGaps = new IdentityHashMap<>();

    private UpdateEvaluation(Map<String, Value> before, boolean legacy) {
        this.wrongType = legacy ? LEGACY_WRONG_TYPE : WRONG_TYPE;
        this.before = before;
        this.after = new LinkedHashMap<>(before);
    }

    /**
     * The item that {@code update} makes of {@code item}, which stays as it is.
     *
     * @throws InvalidRequest if a value or a path does not fit the item
     */
    public static Map<String, Value> apply(Update update, Map<String, Value> item) {
        return new UpdateEvaluation(item, update.legacy()).run(update);
    }

    private Map<String, Value> run(Update update) {
        List<@Nullable Value> values = new ArrayList<>();
        int elements = 0;
        for (Update.Action action : update.actions()) {
            Value value = action instanceof Update.SetAction set ? evaluate(set.source()) : null;
            values.add(value);
            elements += value instanceof Value.L list ? list.elements().size() : 0;
            checkElements(elements);
        }
        for (int i = 0; i < values.size(); i++) {
            Update.Action action = update.actions().get(i);
            Value value = values.get(i);
            if (value == null) {
                change(action);
            } else {
                put(action.path(), value);
            }
        }
        closeGaps();
        return after;
    }

    /** Each element of a list counts for a byte or more, so too many need not be gathered. */
    private static void checkElements(int count) {
        if (count > ItemSize.BYTES_MAX) {
            throw ItemSize.tooLargeToUpdate();
        }
    }

    private Value evaluate(Update.Source source) {
        return switch (source) {
            case Update.Constant constant -> constant.value();
            case Update.Attribute(Path path) -> {
                Value value = path.find(before);
                if (value == null) {
                    throw new InvalidRequest(NO_ATTRIBUTE);
                }
                yield value;
            }
            case Update.IfNotExists(Path path, Update.Source otherwise) -> {
                Value value = path.find(before);
                yield value == null ? evaluate(otherwise) : value;
            }
            case Update.Arithmetic(boolean subtracts, Update.Source left, Update.Source right) -> {
                if (evaluate(left) instanceof Value.N(Decimal one)
                        && evaluate(right) instanceof Value.N(Decimal other)) {
                    yield new Value.N(subtracts ? one.minus(other) : one.plus(other));
                }
                throw new InvalidRequest(WRONG_TYPE);
            }
            case Update.ListAppend(Update.Source left, Update.Source right) -> {
                if (evaluate(left) instanceof Value.L(List<Value> one)
                        && evaluate(right) instanceof Value.L(List<Value> other)) {
                    checkElements(one.size() + other.size());
                    List<Value> joined = new ArrayList<>(one);
                    joined.addAll(other);
                    yield new Value.L(joined);
                }
                throw new InvalidRequest(WRONG_TYPE);
            }
            case Update.Faulty ignored -> throw new IllegalStateException("a fault was missed");
        };
    }

    private void change(Update.Action action) {
        switch (action) {
            case Update.RemoveAction(Path path) -> remove(path);
            case Update.AddAction(Path path, Value value) -> add(path, value);
            case Update.DeleteAction(Path path, Value value) -> delete(path, value);
            case Update.SetAction ignored -> throw new IllegalStateException("has no value");
        }
    }

    private void add(Path path, Value value) {
        Value old = find(path);
        put(path, old == null ? value : sum(old, value));
    }

    private Value sum(Value old, Value value) {
        if (old instanceof Value.N(Decimal one) && value instanceof Value.N(Decimal other)) {
            return new Value.N(one.plus(other));
        }
        if (old instanceof Value.SS one && value instanceof Value.SS other) {
            return Value.SS.of(union(one.members(), other.members()));
        }
        if (old instanceof Value.NS one && value instanceof Value.NS other) {
            return Value.NS.of(union(one.members(), other.members()));
        }
        if (old instanceof Value.BS one && value instanceof Value.BS other) {
            return Value.BS.of(union(one.members(), other.members()));
        }
        if (old instanceof Value.L one && value instanceof Value.L other) {
            // Only AttributeUpdates can add to a list; the parser of expressions rejects it.
            List<Value> joined = new ArrayList<>(one.elements());
            joined.addAll(other.elements());
            return new Value.L(joined);
        }
        throw new InvalidRequest(wrongType);
    }

    private static <T> List<T> union(List<T> one, List<T> other) {
        Set<T> members = new LinkedHashSet<>(one);
        members.addAll(other);
        return List.copyOf(members);
    }

    private void delete(Path path, Value value) {
        Value old = find(path);
        if (old == null) {
            return;
        }
        Value rest;
        boolean empty;
        if (old instanceof Value.SS one && value instanceof Value.SS other) {
            List<String> members = difference(one.members(), other.members());
            empty = members.isEmpty();
            rest = new Value.SS(members);
        } else if (old instanceof Value.NS one && value instanceof Value.NS other) {
            List<Decimal> members = difference(one.members(), other.members());
            empty = members.isEmpty();
            rest = new Value.NS(members);
        } else if (old instanceof Value.BS one && value instanceof Value.BS other) {
            var members = difference(one.members(), other.members());
            empty = members.isEmpty();
            rest = new Value.BS(members);
        } else {
            throw new InvalidRequest(wrongType);
        }
        if (empty) {
            remove(path);
        } else {
            put(path, rest);
        }
    }

    private static <T> List<T> difference(List<T> one, List<T> other) {
        Set<T> members = new LinkedHashSet<>(one);
        members.removeAll(new HashSet<>(other));
        return List.copyOf(members);
    }

    private @Nullable Value find(Path path) {
        Value parent = parent(path);
        if (parent == null) {
            return after.get(path.attribute());
        }
        Value value = Path.child(parent, path.steps().getLast());
        return isGap(value) ? null : value;
    }

    private void put(Path path, Value value) {
        Value parent = parent(path);
        if (parent == null) {
            after.put(path.attribute(), value);
        } else if (parent instanceof Value.M(Map<String, Value> entries)
                && path.steps().getLast() instanceof Path.Name(String name)) {
            entries.put(name, value);
        } else if (parent instanceof Value.L(List<Value> elements)
                && path.steps().getLast() instanceof Path.Index(int index)) {
            if (index < elements.size()) {
                elements.set(index, value);
            } else {
                appended.computeIfAbsent(elements, list -> new TreeMap<>()).put(index, value);
            }
        } else {
            throw new InvalidRequest(WRONG_PATH);
        }
    }

    private void remove(Path path) {
        Value parent = parent(path);
        if (parent == null) {
            after.remove(path.attribute());
        } else if (parent instanceof Value.M(Map<String, Value> entries)
                && path.steps().getLast() instanceof Path.Name(String name)) {
            entries.remove(name);
        } else if (parent instanceof Value.L(List<Value> elements)
                && path.steps().getLast() instanceof Path.Index(int index)) {
            if (index < elements.size()) {
                elements.set(index, GAP);
                withGaps.put(elements, true);
            }
        } else {
            throw new InvalidRequest(WRONG_PATH);
        }
    }

    /** The changeable container of the path's last step, or null for a whole attribute. */
    private @Nullable Value parent(Path path) {
        if (!path.isNested()) {
            return null;
        }
        Value value = after.get(path.attribute());
        if (value != null && copied.add(path.attribute())) {
            value = copy(value);
            after.put(path.attribute(), value);
        }
        for (int i = 1; i < path.steps().size() - 1 && value != null; i++) {
            value = Path.child(value, path.steps().get(i));
        }
        if (value == null || isGap(value)) {
            throw new InvalidRequest(WRONG_PATH);
        }
        return value;
    }

    /** A gap is this one object; an equal value of the user's is none. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isGap(@Nullable Value value) {
        return value == GAP;
    }

    private static Value copy(Value value) {
        return switch (value) {
            case Value.M(Map<String, Value> entries) -> {
                Map<String, Value> copy = new LinkedHashMap<>();
                entries.forEach((name, entry) -> copy.put(name, copy(entry)));
                yield new Value.M(copy);
            }
            case Value.L(List<Value> elements) -> {
                List<Value> copy = new ArrayList<>(elements.size());
                for (Value element : elements) {
                    copy.add(copy(element));
                }
                yield new Value.L(copy);
            }
            default -> value;
        };
    }

    private void closeGaps() {
        withGaps.keySet().forEach(list -> list.removeIf(UpdateEvaluation::isGap));
        appended.forEach((list, elements) -> list.addAll(elements.values()));
    }
}
