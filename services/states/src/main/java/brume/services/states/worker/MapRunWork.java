package brume.services.states.worker;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import brume.events.Queues;
import brume.services.states.store.MapRuns;
import brume.store.Transaction;
import brume.wire.Documents;
import java.time.Instant;

/** A message about a map run. */
record MapRunWork(String account, String region, String uuid, Kind kind) {

    enum Kind {
        /** Its items are to be read. */
        READ,
        /** Child executions may have ended, or may be started. */
        PROGRESS,
        /** Its results are to be written to S3. */
        WRITE,
        /** It goes on after it has failed. */
        REDRIVE,
        /** It is over, and so are its child executions. */
        STOP
    }

    /** The queue of these messages. */
    static final String QUEUE = "states-mapruns";

    static MapRunWork of(MapRuns.Id id, Kind kind) {
        return new MapRunWork(
                id.scope().account().value(), id.scope().region().value(), id.uuid(), kind);
    }

    MapRuns.Id id() {
        return new MapRuns.Id(new Scope(new AccountId(account), new Region(region)), uuid);
    }

    static MapRunWork of(byte[] bytes) {
        return Documents.read(bytes, MapRunWork.class);
    }

    /** Has it done once the transaction is committed. */
    static void append(
            Queues queues, Transaction transaction, MapRuns.Id id, Kind kind, Instant now) {
        var ignored =
                queues.append(transaction, QUEUE, now, Documents.write(MapRunWork.of(id, kind)));
    }
}
