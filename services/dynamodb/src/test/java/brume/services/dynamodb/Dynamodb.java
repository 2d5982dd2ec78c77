package brume.services.dynamodb;

import brume.base.AccountId;
import brume.base.MovableClock;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.store.Streams;
import brume.services.dynamodb.streams.DynamodbstreamsService;
import brume.services.dynamodb.worker.StreamUpkeep;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.Service;
import brume.store.Key;
import brume.store.Range;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Documents;
import brume.wire.ErrorModel;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The service on a real store, called with JSON in which single quotes stand for double ones. */
final class Dynamodb implements AutoCloseable {

    static final Scope SCOPE = new Scope(AccountId.DEFAULT, Region.US_EAST_1);

    final MovableClock clock;
    private final ServiceHarness harness;
    private final Scope scope;

    Dynamodb(Path folder) {
        this(folder, Surroundings.NONE);
    }

    Dynamodb(Path folder, Surroundings surroundings) {
        this(folder, surroundings, DynamodbService::new);
    }

    /** With item collections of at most so many bytes. */
    static Dynamodb withCollectionsOf(Path folder, long bytesMax) {
        return new Dynamodb(
                folder, Surroundings.NONE, context -> new DynamodbService(context, bytesMax));
    }

    private Dynamodb(Path folder, Surroundings surroundings, Service.Factory service) {
        scope = SCOPE;
        harness =
                new ServiceHarness(
                        folder,
                        surroundings.calls() == Surroundings.NONE.calls()
                                ? surroundings.with(new NoKinesis())
                                : surroundings,
                        service,
                        DynamodbstreamsService::new);
        clock = harness.clock();
    }

    private Dynamodb(ServiceHarness harness, Scope scope) {
        this.harness = harness;
        this.clock = harness.clock();
        this.scope = scope;
    }

    /** The same service as callers see it in another region. */
    Dynamodb in(String region) {
        return new Dynamodb(harness, new Scope(SCOPE.account(), new Region(region)));
    }

    /** Rotates and trims the streams now, as the worker does once a minute. */
    void lookAfterStreams() {
        new StreamUpkeep(new Streams(harness.store()), clock).work();
    }

    /** How many records the undo logs of all tables have. */
    int undoRecords() {
        return harness.store()
                .read(reader ->
                        reader.list(Range.prefix(Key.of("dynamodb", "undo")), 1_000).size());
    }

    void restart() {
        harness.restart();
    }

    private Operation<?, ?> operation(String name) {
        return harness.operations()
                .filter(operation -> operation.model().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    JsonNode call(String operation, String input) {
        return call(operation(operation), Documents.parse(input.replace('\'', '"')));
    }

    private <I extends Shape, O extends Shape> JsonNode call(
            Operation<I, O> operation, JsonNode input) {
        OperationModel<I, O> model = operation.model();
        I shape = ShapeJson.fromTree(model.input(), input);
        operation.permissions(shape, caller());
        return ShapeJson.toTree(operation.handle(shape, caller()));
    }

    List<Permission> permissions(String operation, String input) {
        return permissions(operation(operation), Documents.parse(input.replace('\'', '"')));
    }

    private <I extends Shape, O extends Shape> List<Permission> permissions(
            Operation<I, O> operation, JsonNode input) {
        return operation.permissions(
                ShapeJson.fromTree(operation.model().input(), input), caller());
    }

    private Call caller() {
        return new Call(
                "request",
                new Principal.Root(AccountId.DEFAULT),
                scope,
                clock.now(),
                "127.0.0.1",
                "localhost:4566");
    }

    /** The error that a call answers, as its code, a colon and its message. */
    String error(String operation, String input) {
        ServiceException failure = failure(operation, input);
        if (failure == null) {
            return "no error";
        }
        String message = failure.getMessage();
        return failure.error().name().equals("ValidationException")
                ? message
                : failure.error().name() + ": " + message;
    }

    @Nullable ServiceException failure(String operation, String input) {
        try {
            call(operation, input);
            return null;
        } catch (ServiceException e) {
            return e;
        }
    }

    /** Waits, at most ten seconds of real time, until {@code condition} holds. */
    void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 1000 && !condition.getAsBoolean(); i++) {
            clock.sleep(Duration.ofMillis(10));
        }
    }

    /** Answers as the pipeline does as long as there is no Kinesis. */
    private static final class NoKinesis extends Surroundings.NoCalls {
        @Override
        public <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            throw new ServiceException(
                    ErrorModel.sender("NotImplemented", 501), "there is no " + operation.service());
        }
    }

    @Override
    public void close() {
        harness.close();
    }
}
