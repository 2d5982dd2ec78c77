package brume.services.states.store;

import brume.base.Scope;
import brume.services.states.store.MapRunRecord.Child;
import brume.services.states.store.MapRunRecord.Ended;
import brume.services.states.store.MapRunRecord.Input;
import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;

/**
 * The rows of map runs, each under {@code account/region/uuid}: what it is ({@code maprun}), how it
 * stands ({@code mapstatus}), the items of a state's input ({@code mapsource}), the inputs of the
 * child executions ({@code mapinput}) and the child executions themselves ({@code mapchild}), by
 * their numbers, and a log of those that have ended and are not counted yet ({@code mapended}).
 * {@code maprunof} lists the runs of an execution, {@code maprunning} the runs that have not ended.
 */
public final class MapRuns {

    private static final int RUNNING_MAX = 100_000;

    /** Names a map run. */
    public record Id(Scope scope, String uuid) {}

    private static Key key(String kind, Scope scope) {
        return Key.of("states", kind, scope.account().value(), scope.region().value());
    }

    private static Key key(String kind, Id id) {
        return key(kind, id.scope()).with(id.uuid());
    }

    private static Key ofExecution(Scope scope, String machine, String execution) {
        return key("maprunof", scope).with(machine).with(execution);
    }

    private static Key running(Id id) {
        return Key.of("states", "maprunning")
                .with(id.scope().account().value())
                .with(id.scope().region().value())
                .with(id.uuid());
    }

    public Optional<MapRunRecord> find(Reader reader, Id id) {
        return reader.find(key("maprun", id))
                .map(bytes -> Documents.read(bytes, MapRunRecord.class));
    }

    public MapRunRecord get(Reader reader, Id id) {
        return find(reader, id)
                .orElseThrow(() -> new IllegalStateException("no map run " + id.uuid()));
    }

    public MapRunRecord.Status status(Reader reader, Id id) {
        return reader.find(key("mapstatus", id))
                .map(bytes -> Documents.read(bytes, MapRunRecord.Status.class))
                .orElseThrow(() -> new IllegalStateException("no status of " + id.uuid()));
    }

    /** Adds a run. */
    public void add(Transaction transaction, Id id, MapRunRecord run, MapRunRecord.Status status) {
        transaction.put(key("maprun", id), Documents.write(run));
        transaction.put(running(id), new byte[0]);
        MapRunRecord.Parent parent = run.parent();
        transaction.put(
                ofExecution(id.scope(), parent.machine(), parent.execution())
                        .with(-run.start().toEpochMilli())
                        .with(id.uuid()),
                new byte[0]);
        put(transaction, id, status);
    }

    public void put(Transaction transaction, Id id, MapRunRecord.Status status) {
        transaction.put(key("mapstatus", id), Documents.write(status));
        if (!status.isRunning()) {
            transaction.delete(running(id));
        }
    }

    /** Has a run that was over go on for a branch that waits for it anew. */
    public void reopen(
            Transaction transaction, Id id, MapRunRecord run, MapRunRecord.Status status) {
        transaction.put(key("maprun", id), Documents.write(run));
        transaction.put(running(id), new byte[0]);
        put(transaction, id, status);
    }

    /** The runs that have not ended, of all accounts. */
    public List<Id> running(Reader reader) {
        Key prefix = Key.of("states", "maprunning");
        List<Id> ids = new ArrayList<>();
        for (Entry entry : reader.list(Range.prefix(prefix), RUNNING_MAX)) {
            var elements = entry.key().after(prefix);
            var account = new brume.base.AccountId(elements.string());
            var region = new brume.base.Region(elements.string());
            ids.add(new Id(new Scope(account, region), elements.string()));
        }
        return ids;
    }

    /** At most {@code limit} runs of an execution, newest first, from position {@code from} on. */
    public List<Id> ofExecution(Reader reader, ExecutionId execution, int from, int limit) {
        Key prefix = ofExecution(execution.scope(), execution.stateMachine(), execution.name());
        return reader.list(Range.prefix(prefix), from + limit).stream()
                .skip(from)
                .map(entry -> {
                    var elements = entry.key().after(prefix);
                    var ignored = elements.number();
                    return new Id(execution.scope(), elements.string());
                })
                .toList();
    }

    /** The items of a state's input: the text of an array. */
    public Optional<String> findSource(Reader reader, Id id) {
        return reader.find(key("mapsource", id))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    public void putSource(Transaction transaction, Id id, String items) {
        transaction.put(key("mapsource", id), items.getBytes(StandardCharsets.UTF_8));
    }

    public void removeSource(Transaction transaction, Id id) {
        transaction.delete(key("mapsource", id));
    }

    public void put(Transaction transaction, Id id, long number, Input input) {
        transaction.put(key("mapinput", id).with(number), Documents.write(input));
    }

    public Input input(Reader reader, Id id, long number) {
        return reader.find(key("mapinput", id).with(number))
                .map(bytes -> Documents.read(bytes, Input.class))
                .orElseThrow(() -> new IllegalStateException("no input " + number));
    }

    public void removeInput(Transaction transaction, Id id, long number) {
        transaction.delete(key("mapinput", id).with(number));
    }

    public void removeInputs(Transaction transaction, Id id) {
        transaction.deleteRange(Range.prefix(key("mapinput", id)));
    }

    public void put(Transaction transaction, Id id, long number, Child child) {
        transaction.put(key("mapchild", id).with(number), Documents.write(child));
    }

    public Child child(Reader reader, Id id, long number) {
        return reader.find(key("mapchild", id).with(number))
                .map(bytes -> Documents.read(bytes, Child.class))
                .orElseThrow(() -> new IllegalStateException("no child " + number));
    }

    /** Visits the child executions by their numbers until {@code visitor} answers false. */
    public void children(Reader reader, Id id, BiPredicate<Long, Child> visitor) {
        Key prefix = key("mapchild", id);
        reader.scan(
                Range.prefix(prefix),
                (key, value) ->
                        visitor.test(
                                key.after(prefix).number(), Documents.read(value, Child.class)));
    }

    /** The first child with a number of at least {@code from} that has ended without success. */
    public OptionalLong firstUnsuccessful(Reader reader, Id id, long from) {
        long[] found = {-1};
        Key prefix = key("mapchild", id);
        reader.scan(
                new Range(prefix.with(from), Range.prefix(prefix).to(), false),
                (key, value) -> {
                    if (Documents.read(value, Child.class).isUnsuccessful()) {
                        found[0] = key.after(prefix).number();
                    }
                    return found[0] < 0;
                });
        return found[0] < 0 ? OptionalLong.empty() : OptionalLong.of(found[0]);
    }

    public void removeChildren(Transaction transaction, Id id) {
        transaction.deleteRange(Range.prefix(key("mapchild", id)));
    }

    /** Notes that a child execution has ended; transactions that do so never conflict. */
    public void append(Transaction transaction, Id id, Ended ended) {
        transaction.append(key("mapended", id), Documents.write(ended));
    }

    /** A note and where it stands. */
    public record Note(Key key, Ended ended) {}

    /** At most {@code limit} notes that are not counted yet. */
    public List<Note> notes(Reader reader, Id id, int limit) {
        return reader.list(Range.prefix(key("mapended", id)), limit).stream()
                .map(entry -> new Note(entry.key(), Documents.read(entry.value(), Ended.class)))
                .toList();
    }

    public void remove(Transaction transaction, Note note) {
        transaction.delete(note.key());
    }
}
