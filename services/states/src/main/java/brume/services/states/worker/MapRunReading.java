package brume.services.states.worker;

import brume.base.Clock;
import brume.events.Delivery;
import brume.events.Outcome;
import brume.events.Queues;
import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.MapItems;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Input;
import brume.services.states.store.MapRunRecord.Status;
import brume.services.states.store.MapRuns;
import brume.spi.Calls;
import brume.store.Store;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the items of map runs and makes the inputs of the child executions of them. What has been
 * made is committed from time to time; a crash repeats the reading, but not what it has made.
 */
public final class MapRunReading {

    /** Items whose inputs are made at once; so many, and their inputs, are in memory. */
    private static final int AT_ONCE_MAX = 100;

    private final Store store;
    private final Clock clock;
    private final Queues queues;
    private final MapRuns runs;
    private final ExecutionEngine engine;
    private final MapRunProgress progress;
    private final Calls calls;
    private final TaskCalls sessions;

    MapRunReading(
            Store store,
            Clock clock,
            Queues queues,
            MapRuns runs,
            ExecutionEngine engine,
            MapRunProgress progress,
            Calls calls,
            TaskCalls sessions) {
        this.store = store;
        this.clock = clock;
        this.queues = queues;
        this.runs = runs;
        this.engine = engine;
        this.progress = progress;
        this.calls = calls;
        this.sessions = sessions;
    }

    Outcome read(Delivery delivery, MapRuns.Id id) {
        MapRunRecord run = store.read(reader -> runs.get(reader, id));
        Status status = store.read(reader -> runs.status(reader, id));
        if (!status.isRunning() || status.read()) {
            return Outcome.DONE;
        }
        Long maxItems = run.maxItems();
        try {
            if (maxItems != null && maxItems < 0) {
                throw new ItemReaderException("field MaxItems must be positive");
            }
            Inputs inputs = new Inputs(id, run, status.items().total());
            read(id, run, inputs);
            inputs.finish(delivery);
        } catch (ItemReaderException e) {
            progress.fail(id, new Failure("States.ItemReaderFailed", e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
            progress.fail(
                    id,
                    new Failure(
                            "States.ItemReaderFailed",
                            "The items cannot be read: " + e.getMessage()));
        } catch (OverException e) {
            return Outcome.DONE;
        }
        return Outcome.DONE;
    }

    private void read(MapRuns.Id id, MapRunRecord run, Inputs inputs)
            throws IOException, ItemReaderException {
        ExecutionId parent =
                new ExecutionId(id.scope(), run.parent().machine(), run.parent().execution());
        Optional<String> given = store.read(reader -> runs.findSource(reader, id));
        if (given.isPresent()) {
            for (JsonNode item : Documents.parse(given.get())) {
                if (!inputs.take(item)) {
                    return;
                }
            }
            return;
        }
        DistributedMap.Reader reader =
                engine.findMap(parent, run.state())
                        .map(DistributedMap::reader)
                        .orElseThrow(OverException::new);
        ExecutionFacts facts = engine.facts(parent).orElseThrow(OverException::new);
        S3Objects objects = new S3Objects(calls, sessions.session(facts, id.scope()), id.scope());
        String arguments = run.readerArguments();
        JsonNode request = Documents.parse(arguments == null ? "{}" : arguments);
        new ItemSources(objects).read(reader, request, inputs);
    }

    /** The run or its state is over: nobody wants the items any more. */
    private static final class OverException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OverException() {
            super(null, null, false, false);
        }
    }

    /** Makes inputs of items and commits them. */
    private final class Inputs implements ItemFiles.Sink {

        private final MapRuns.Id id;
        private final MapRunRecord run;
        private final long known;
        private final Batches batches;
        private final List<JsonNode> items = new ArrayList<>();
        private long seen;

        /**
         * @param known items that were read before a crash
         */
        Inputs(MapRuns.Id id, MapRunRecord run, long known) {
            this.id = id;
            this.run = run;
            this.known = known;
            this.batches = new Batches(run.batch());
        }

        @Override
        public boolean take(JsonNode item) throws ItemReaderException {
            seen++;
            if (seen > known) {
                items.add(item);
                if (items.size() == AT_ONCE_MAX) {
                    select();
                    commit(batches.take(), null);
                }
            }
            Long most = run.maxItems();
            return most == null || most == 0 || seen < most;
        }

        private void select() {
            if (items.isEmpty()) {
                return;
            }
            MapRunRecord.Parent parent = run.parent();
            MapItems made =
                    engine.mapItems(
                            new ExecutionId(id.scope(), parent.machine(), parent.execution()),
                            parent.branch(),
                            parent.ticket(),
                            seen - items.size(),
                            List.copyOf(items));
            items.clear();
            switch (made) {
                case MapItems.Over _ -> throw new OverException();
                case MapItems.Failed failed -> {
                    progress.fail(id, failed.failure());
                    throw new OverException();
                }
                case MapItems.Selected selected -> selected.inputs().forEach(this::add);
            }
        }

        private void add(Payload item) {
            if (!batches.add(item)) {
                progress.fail(id, Failure.dataLimit(run.state()));
                throw new OverException();
            }
        }

        /** Commits what is left and that it is all. */
        void finish(Delivery delivery) {
            select();
            commit(batches.takeAll(), delivery);
        }

        /**
         * @param last acknowledged with these inputs, which are the last ones; null if more follow
         */
        private void commit(List<Input> inputs, @org.jspecify.annotations.Nullable Delivery last) {
            boolean wanted =
                    progress.locked(
                            id,
                            () ->
                                    store.transact(transaction -> {
                                        Status status = runs.status(transaction, id);
                                        if (!status.isRunning()) {
                                            return false;
                                        }
                                        long number = status.executions().total();
                                        long count = 0;
                                        for (Input input : inputs) {
                                            runs.put(transaction, id, number++, input);
                                            count += input.items();
                                        }
                                        runs.put(
                                                transaction,
                                                id,
                                                status.more(inputs.size(), count, last != null));
                                        if (last != null) {
                                            last.acknowledge(transaction);
                                        }
                                        MapRunWork.append(
                                                queues,
                                                transaction,
                                                id,
                                                MapRunWork.Kind.PROGRESS,
                                                clock.now());
                                        return true;
                                    }));
            if (!wanted) {
                throw new OverException();
            }
        }
    }
}
