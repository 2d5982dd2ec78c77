package brume.services.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.events.PutEventsResponse;
import brume.api.lambda.CreateFunctionRequest;
import brume.api.lambda.Environment;
import brume.api.lambda.FunctionCode;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.GetFunctionConfigurationRequest;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationResponse;
import brume.api.lambda.LambdaApi;
import brume.api.logs.InputLogEvent;
import brume.api.logs.LogsErrors;
import brume.api.logs.PutLogEventsRequest;
import brume.api.logs.PutLogEventsResponse;
import brume.base.Ids;
import brume.base.MovableClock;
import brume.base.Scope;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Principal;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.Blob;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * Lambda on a real store with real processes; roles and logs are the test's own small stand-ins.
 */
final class LambdaHarness implements AutoCloseable {

    static final Scope SCOPE = ServiceHarness.SCOPE;
    static final String ROLE = "arn:aws:iam::111122223333:role/r";

    final MovableClock clock;
    final List<InputLogEvent> logs = new CopyOnWriteArrayList<>();
    final Set<String> created = ConcurrentHashMap.newKeySet();
    final List<Shape> sent = new CopyOnWriteArrayList<>();
    private final ServiceHarness harness;

    LambdaHarness(Path folder) {
        harness =
                new ServiceHarness(
                        folder,
                        Surroundings.NONE.with(new World()).with(new PlainSessions()),
                        LambdaService::new);
        clock = harness.clock();
    }

    void restart() {
        harness.restart();
    }

    <I extends Shape, O extends Shape> Operation<I, O> operation(OperationModel<I, O> model) {
        return harness.operation(model);
    }

    <I extends Shape, O extends Shape> O call(OperationModel<I, O> model, I input) {
        return harness.call(model, input, call());
    }

    /** Each call has a request id of its own, by which invocations are told apart. */
    Call call() {
        return new Call(
                Ids.uuid(),
                new Principal.Root(SCOPE.account()),
                SCOPE,
                clock.now(),
                "127.0.0.1",
                "localhost");
    }

    static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static CreateFunctionRequest.Builder request(String name, String source) {
        return CreateFunctionRequest.builder()
                .functionName(name)
                .runtime("python3.12")
                .role(ROLE)
                .handler("app.handler")
                .code(
                        FunctionCode.builder()
                                .zipFile(Blob.of(zip(Map.of("app.py", source))))
                                .build());
    }

    FunctionConfiguration create(String name, String source) {
        return create(request(name, source).build());
    }

    FunctionConfiguration create(CreateFunctionRequest request) {
        var ignored = call(LambdaApi.CREATE_FUNCTION, request);
        return awaitSettled(request.functionName());
    }

    static Environment environment(Map<String, String> variables) {
        return Environment.builder().variables(variables).build();
    }

    FunctionConfiguration configuration(String name) {
        return call(
                LambdaApi.GET_FUNCTION_CONFIGURATION,
                GetFunctionConfigurationRequest.builder().functionName(name).build());
    }

    FunctionConfiguration awaitSettled(String name) {
        await(() -> "Successful".equals(configuration(name).lastUpdateStatus()));
        return configuration(name);
    }

    InvocationResponse invoke(String name, String payload) {
        return call(
                LambdaApi.INVOKE,
                InvocationRequest.builder()
                        .functionName(name)
                        .payload(Blob.ofText(payload))
                        .logType("Tail")
                        .build());
    }

    static String text(InvocationResponse response) {
        Blob payload = response.payload();
        return payload == null ? "" : payload.text();
    }

    List<String> messages() {
        return logs.stream().map(InputLogEvent::message).toList();
    }

    void await(BooleanSupplier condition) {
        try {
            long end = clock.nanos() + Duration.ofSeconds(40).toNanos();
            while (clock.nanos() < end && !condition.getAsBoolean()) {
                clock.sleep(Duration.ofMillis(10));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    static void assertError(ThrowingCallable body, String code, String message) {
        ServiceHarness.assertError(body, code, message);
    }

    @Override
    public void close() {
        harness.close();
    }

    /** A world with one role, and services that keep what they are given. */
    private final class World extends Surroundings.NoCalls {
        @Override
        @SuppressWarnings("unchecked")
        public <I extends Shape, O extends Shape> O invoke(
                OperationModel<I, O> operation, I input, Principal principal, Scope scope) {
            assertThat(principal.arn()).startsWith("arn:aws:sts::111122223333:assumed-role/r/");
            switch (operation.name()) {
                case "CreateLogStream" -> {
                    if (!created.contains("group")) {
                        throw LogsErrors.resourceNotFoundException(
                                "The specified log group does not exist.");
                    }
                    created.add(input.toString());
                }
                case "CreateLogGroup" -> created.add("group");
                case "PutLogEvents" -> {
                    logs.addAll(((PutLogEventsRequest) input).logEvents());
                    return (O) PutLogEventsResponse.builder().build();
                }
                case "Invoke" -> {
                    sent.add(input);
                    return (O) InvocationResponse.builder().statusCode(202).build();
                }
                case "PutEvents" -> {
                    sent.add(input);
                    return (O) PutEventsResponse.builder().failedEntryCount(0).build();
                }
                default -> throw new IllegalArgumentException(operation.name());
            }
            return (O) brume.wire.Unit.INSTANCE;
        }

        @Override
        public Principal.RoleSession assume(
                String roleArn, Principal principal, String sessionName) {
            assertThat(principal.arn()).isEqualTo("lambda.amazonaws.com");
            if (!roleArn.equals(ROLE)) {
                throw CommonErrors.accessDenied(LambdaApi.MODEL, "no such role");
            }
            return new Principal.RoleSession(
                    SCOPE.account(), "/", "r", "AROAEXAMPLE", sessionName, List.of(), Map.of());
        }
    }

    private final class PlainSessions extends Surroundings.NoSessions {
        @Override
        public Credentials issue(Principal.RoleSession session, Duration validFor) {
            return new Credentials("ASIAEXAMPLE", "secret", "token", clock.now().plus(validFor));
        }
    }
}
