package brume.services.lambda.source;

import brume.base.Ids;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.EventSourceStore;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Invoker;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The function of a mapping: its role, and its invocation with a batch. */
final class SourceFunction {

    private static final String OK = "OK";
    private static final String PROBLEM = "PROBLEM: Function call failed";

    private final EventSourceMapping mapping;
    private final FunctionStore functions;
    private final EventSourceStore sources;
    private final Invoker invoker;
    private final Calls calls;
    private volatile @Nullable String lastResult;

    /**
     * One invocation.
     *
     * @param version of the function that was run
     */
    record Ending(String requestId, String version, Invoker.Answer answer) {

        boolean success() {
            return answer.functionError().isEmpty();
        }
    }

    SourceFunction(
            EventSourceMapping mapping,
            FunctionStore functions,
            EventSourceStore sources,
            Invoker invoker,
            Calls calls) {
        this.mapping = mapping;
        this.functions = functions;
        this.sources = sources;
        this.invoker = invoker;
        this.calls = calls;
    }

    /** The version that gets the events now. */
    LambdaFunction get() {
        return functions
                .find(mapping.function(), Ids.fraction())
                .orElseThrow(() -> FunctionStore.notFound(mapping.function()));
    }

    /** A session of the function's role, which reads the source. */
    Principal role() {
        return calls.assume(
                get().configuration().role(),
                new Principal.ServicePrincipal(
                        "lambda.amazonaws.com",
                        mapping.function().arn(),
                        mapping.scope().account()),
                mapping.functionName());
    }

    /**
     * Invokes the function with {@code records}.
     *
     * @throws brume.wire.ServiceException if it could not be run at all
     */
    Ending invoke(List<ObjectNode> records) {
        LambdaFunction function = get();
        String requestId = Ids.uuid();
        Invoker.Answer answer =
                invoker.invoke(
                        function,
                        mapping.function().qualifiedArn(),
                        requestId,
                        Documents.text(payload(records)).getBytes(StandardCharsets.UTF_8),
                        Optional.empty(),
                        Optional.empty());
        return new Ending(requestId, function.version(), answer);
    }

    /** The event that holds {@code records}. */
    static ObjectNode payload(List<ObjectNode> records) {
        ObjectNode event = Documents.object();
        ArrayNode list = event.putArray("Records");
        records.forEach(list::add);
        return event;
    }

    /** What the function answered; empty if it is not JSON. */
    static Optional<JsonNode> response(Ending ending) {
        try {
            return Optional.of(Documents.parse(ending.answer().payload()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void succeeded() {
        result(OK);
    }

    void failed() {
        result(PROBLEM);
    }

    private void result(String result) {
        if (!result.equals(lastResult)) {
            sources.putResult(mapping.uuid(), result);
            lastResult = result;
        }
    }
}
