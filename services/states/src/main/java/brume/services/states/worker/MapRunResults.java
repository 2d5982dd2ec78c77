package brume.services.states.worker;

import brume.base.Scope;
import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.asl.DistributedMap.Transformation;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.TaskOutcome;
import brume.services.states.store.ExecutionId;
import brume.services.states.store.ExecutionRecord;
import brume.services.states.store.Executions;
import brume.services.states.store.MapRunRecord;
import brume.services.states.store.MapRunRecord.Child;
import brume.services.states.store.MapRunRecord.Result;
import brume.services.states.store.MapRuns;
import brume.store.Reader;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of the child executions of a map run. */
public final class MapRunResults {

    private final Executions executions;
    private final MapRuns runs;
    private final ExecutionEngine engine;

    MapRunResults(Executions executions, MapRuns runs, ExecutionEngine engine) {
        this.executions = executions;
        this.runs = runs;
        this.engine = engine;
    }

    /** The result of the Map state: an array of what its child executions have put out. */
    TaskOutcome gather(Reader reader, MapRuns.Id id, MapRunRecord run) {
        Transformation transformation = transformation(reader, id, run);
        List<Payload> results = new ArrayList<>();
        long[] length = {0};
        runs.children(
                reader,
                id,
                (number, child) -> {
                    for (Payload result : results(reader, id, run, number, child, transformation)) {
                        results.add(result);
                        length[0] += result.text().length() + 1;
                    }
                    return length[0] <= Payload.BYTES_MAX;
                });
        Payload all = Payload.arrayOf(results);
        return all.exceedsLimit()
                ? new TaskOutcome.Failed(Failure.dataLimit(run.state()))
                : new TaskOutcome.Succeeded(all);
    }

    private Transformation transformation(Reader reader, MapRuns.Id id, MapRunRecord run) {
        ExecutionId parent =
                new ExecutionId(id.scope(), run.parent().machine(), run.parent().execution());
        DistributedMap.Writer writer =
                engine.findMap(reader, parent, run.state())
                        .map(DistributedMap::writer)
                        .orElse(null);
        return writer == null ? Transformation.COMPACT : writer.transformation();
    }

    /** What of a child execution is told: one value, or several for FLATTEN. */
    List<Payload> results(
            Reader reader,
            MapRuns.Id id,
            MapRunRecord run,
            long number,
            Child child,
            Transformation transformation) {
        if (transformation == Transformation.NONE) {
            return List.of(Payload.of(describe(reader, id, run, number, child)));
        }
        Result result = result(reader, id, run, child);
        String output = result.output();
        if (output == null) {
            ObjectNode failure = Documents.object();
            failure.put("Error", result.error()).put("Cause", result.cause());
            return List.of(Payload.of(failure));
        }
        Payload whole = Payload.ofText(output);
        if (transformation == Transformation.COMPACT || !whole.node().isArray()) {
            return List.of(whole);
        }
        List<Payload> elements = new ArrayList<>();
        whole.node().forEach(element -> elements.add(Payload.of(element)));
        return elements;
    }

    private Result result(Reader reader, MapRuns.Id id, MapRunRecord run, Child child) {
        Result known = child.result();
        if (known != null) {
            return known;
        }
        ExecutionId execution = new ExecutionId(id.scope(), run.childMachine(), child.name());
        ExecutionRecord.Status status = executions.status(reader, execution);
        Instant start = executions.find(reader, execution).orElseThrow().start();
        Instant stop = status.stop();
        return new Result(
                status.status(),
                status.output(),
                status.error(),
                status.cause(),
                start,
                stop == null ? start : stop);
    }

    /** As a file of results describes a child execution. Source: "ResultWriter (Map)". */
    private ObjectNode describe(
            Reader reader, MapRuns.Id id, MapRunRecord run, long number, Child child) {
        Result result = result(reader, id, run, child);
        ExecutionId execution = new ExecutionId(id.scope(), run.childMachine(), child.name());
        JsonNode included = Documents.object().put("Included", true);
        ObjectNode told = Documents.object();
        put(told, "Cause", result.cause());
        put(told, "Error", result.error());
        told.put("ExecutionArn", arn(id.scope(), run, child.name()));
        String input =
                run.express()
                        ? runs.input(reader, id, number).input()
                        : executions.find(reader, execution).orElseThrow().input();
        told.put("Input", input).set("InputDetails", included);
        told.put("Name", child.name());
        if (result.output() != null) {
            told.put("Output", result.output()).set("OutputDetails", included);
        }
        told.put("StartDate", result.start().toString());
        told.put("StateMachineArn", execution.stateMachineArn());
        told.put("Status", result.status());
        told.put("StopDate", result.stop().toString());
        return told;
    }

    private static void put(ObjectNode told, String name, @Nullable String value) {
        if (value != null) {
            told.put(name, value);
        }
    }

    /** The ARN of a child execution. */
    private static String arn(Scope scope, MapRunRecord run, String name) {
        return run.express()
                ? scope.arn(
                                "states",
                                "express:" + run.childMachine() + ':' + run.uuid() + ':' + name)
                        .toString()
                : new ExecutionId(scope, run.childMachine(), name).arn();
    }
}
