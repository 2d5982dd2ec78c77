package brume.services.dynamodb.store;

import brume.base.Scope;
import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Import;
import brume.services.dynamodb.domain.Job;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The exports, or the imports, of all accounts.
 *
 * <p>Rows: {@code dynamodb, KIND, job, account, region, id}: the job; {@code ..., running, account,
 * region, id}: nothing, while the job goes on; {@code ..., token, account, region, token}: the id
 * of the job that the token began.
 */
public final class Jobs<J extends Job> {

    public static final Jobs<Export> EXPORTS = new Jobs<>("export", Export.class);
    public static final Jobs<Import> IMPORTS = new Jobs<>("import", Import.class);

    private static final int REMOVED_MAX = 1_000;

    private final Key rows;
    private final Key running;
    private final Key tokens;
    private final Class<J> type;

    private Jobs(String kind, Class<J> type) {
        this.rows = Key.of("dynamodb", kind, "job");
        this.running = Key.of("dynamodb", kind, "running");
        this.tokens = Key.of("dynamodb", kind, "token");
        this.type = type;
    }

    private static Key in(Key space, Scope scope) {
        return space.with(scope.account().value()).with(scope.region().value());
    }

    private static Key key(Key space, Job job) {
        return in(space, job.table().scope()).with(job.id());
    }

    /** Stores a job, new or changed. */
    public void put(Transaction transaction, J job) {
        transaction.put(key(rows, job), Documents.write(job));
        if (job.inProgress()) {
            transaction.put(key(running, job), new byte[0]);
        } else {
            transaction.delete(key(running, job));
        }
    }

    /** Stores a new job with its token, which from now on stands for it. */
    public void begin(Transaction transaction, J job) {
        put(transaction, job);
        String token = job.token();
        if (token != null) {
            transaction.put(in(tokens, job.table().scope()).with(token), Documents.write(job.id()));
        }
    }

    public Optional<J> find(Reader reader, Scope scope, String id) {
        return reader.find(in(rows, scope).with(id)).map(this::read);
    }

    private J read(byte[] row) {
        return Documents.read(row, type);
    }

    /** The job that a token stands for at a time. */
    public Optional<J> ofToken(Reader reader, Scope scope, String token, long nowMillis) {
        return reader.find(in(tokens, scope).with(token))
                .map(row -> Documents.read(row, String.class))
                .flatMap(id -> find(reader, scope, id))
                .filter(job -> job.answersToken(nowMillis));
    }

    /** How many of an account and region go on, up to {@code limit}. */
    public int running(Reader reader, Scope scope, int limit) {
        return reader.list(Range.prefix(in(running, scope)), limit).size();
    }

    /** Visits jobs, the newest first, from before {@code id} on until the visitor says no. */
    public void visit(Reader reader, Scope scope, @Nullable String before, Predicate<J> visitor) {
        Key prefix = in(rows, scope);
        reader.scan(
                new Range(prefix, before == null ? prefix.end() : prefix.with(before), true),
                (key, row) -> visitor.test(read(row)));
    }

    /** Removes some jobs that began before {@code millis}, of all accounts. */
    public void removeOld(Transaction transaction, long millis) {
        List<J> old = new ArrayList<>();
        transaction.scan(
                Range.prefix(rows),
                (key, row) -> {
                    J job = read(row);
                    if (job.startMillis() < millis && !job.inProgress()) {
                        old.add(job);
                    }
                    return old.size() < REMOVED_MAX;
                });
        for (J job : old) {
            transaction.delete(key(rows, job));
            String token = job.token();
            if (token != null) {
                Key row = in(tokens, job.table().scope()).with(token);
                transaction
                        .find(row)
                        .filter(id -> Documents.read(id, String.class).equals(job.id()))
                        .ifPresent(id -> transaction.delete(row));
            }
        }
    }
}
