package brume.services.states.store;

import brume.store.Entry;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import java.util.List;

/**
 * Who waits for the end of a running execution: a row under {@code
 * account/region/machine/execution} for each, whose value is the message to send.
 */
public final class Watchers {

    /** Tasks that wait for one execution; more than one needs the same name and input. */
    private static final int WATCHERS_MAX = 1_000;

    private static Key key(ExecutionId watched) {
        return Key.of(
                "states",
                "watch",
                watched.scope().account().value(),
                watched.scope().region().value(),
                watched.stateMachine(),
                watched.name());
    }

    /** Adds a watcher. */
    public void add(
            Transaction transaction,
            ExecutionId watched,
            ExecutionId watcher,
            long branch,
            byte[] message) {
        transaction.put(
                key(watched).with(watcher.stateMachine()).with(watcher.name()).with(branch),
                message);
    }

    /** The messages to send; they are removed. */
    public List<byte[]> take(Transaction transaction, ExecutionId watched) {
        Range range = Range.prefix(key(watched));
        List<byte[]> messages = list(transaction, range);
        if (!messages.isEmpty()) {
            transaction.deleteRange(range);
        }
        return messages;
    }

    private static List<byte[]> list(Reader reader, Range range) {
        return reader.list(range, WATCHERS_MAX).stream().map(Entry::value).toList();
    }
}
