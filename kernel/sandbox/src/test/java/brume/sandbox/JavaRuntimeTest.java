package brume.sandbox;

import static brume.sandbox.Functions.invocation;
import static brume.sandbox.Functions.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.Clock;
import brume.base.Ids;
import brume.sandbox.InvocationResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Java functions, as AWS's documentation lets one write them. */
class JavaRuntimeTest {

    private static final String SOURCE =
            """
            package example;

            import com.amazonaws.services.lambda.runtime.Context;
            import com.amazonaws.services.lambda.runtime.RequestHandler;
            import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.OutputStream;
            import java.util.Map;

            public class Functions implements RequestHandler<Map<String, Object>, Map<String, Object>> {
                private int count;

                public record Point(int x, int y) {}

                @Override
                public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
                    System.out.println("printed");
                    context.getLogger().log("logged");
                    context.getLogger().log("in two\\nlines");
                    return Map.of("event", event, "count", ++count,
                        "name", context.getFunctionName(), "id", context.getAwsRequestId(),
                        "left", context.getRemainingTimeInMillis() > 1000,
                        "java", Runtime.version().feature());
                }

                public String upper(String event) {
                    return event.toUpperCase();
                }

                public int fail(Object event) {
                    throw new IllegalStateException("no good");
                }

                public void leave(Object event) {
                    System.exit(3);
                }

                public static class Stream implements RequestStreamHandler {
                    @Override
                    public void handleRequest(InputStream in, OutputStream out, Context context)
                            throws IOException {
                        in.transferTo(out);
                    }
                }

                public static class Broken {
                    public Broken() {
                        throw new IllegalArgumentException("in the constructor");
                    }

                    public String run(Object event) {
                        return "";
                    }
                }
            }
            """;

    private static Functions functions;
    private static Path classes;
    private static Path jar;

    @BeforeAll
    static void start() throws IOException {
        functions = new Functions(Clock.system(), false, 4566);
        classes = compile();
        jar = functions.folder.resolve("code-" + Ids.lower(8));
        Path lib = readable(readable(jar).resolve("lib"));
        Path archive = lib.resolve("functions.jar");
        try (var zip = new java.util.jar.JarOutputStream(Files.newOutputStream(archive));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new java.util.zip.ZipEntry(classes.relativize(file).toString()));
                zip.write(Files.readAllBytes(file));
            }
        }
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static Path readable(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private static Path compile() throws IOException {
        Path code = functions.code("Functions.java", SOURCE);
        String core = functions.folder.resolve("cache/java/aws-lambda-java-core.jar").toString();
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                List.of(
                                                "--release",
                                                "17",
                                                "-proc:none",
                                                "-cp",
                                                core,
                                                "-d",
                                                code.toString(),
                                                code.resolve("Functions.java").toString())
                                        .toArray(String[]::new));
        assertThat(status).isZero();
        readable(code.resolve("example"));
        return code;
    }

    @AfterAll
    static void stop() throws IOException {
        functions.close();
    }

    private static SandboxSpec spec(Path code, String runtime, String handler) {
        return functions.spec(code, runtime, handler, Map.of("AWS_REGION", "eu-west-1"));
    }

    private static String answer(String handler, String event) throws InterruptedException {
        return text(functions.run(spec(classes, "java25", handler), event));
    }

    @Test
    void runsRequestHandlersAndKeepsTheirState() throws Exception {
        try (Sandbox sandbox =
                functions.sandboxes.start(spec(classes, "java25", "example.Functions"))) {
            InvocationResult first = sandbox.invoke(invocation("{\"a\": 1}"));
            assertThat(text(first))
                    .contains("\"event\":{\"a\":1}")
                    .contains("\"count\":1")
                    .contains("\"name\":\"f\"")
                    .contains("\"left\":true")
                    .contains("\"java\":25");
            assertThat(text(sandbox.invoke(invocation("{}")))).contains("\"count\":2");
            assertThat(functions.log).anyMatch(line -> line.endsWith("|printed"));
            assertThat(functions.log).anyMatch(line -> line.endsWith("|logged"));
            assertThat(functions.log).anyMatch(line -> line.endsWith("|in two\nlines"));
        }
    }

    @Test
    void runsAnyMethodAndStreams() throws Exception {
        assertThat(answer("example.Functions::upper", "\"abc\"")).isEqualTo("\"ABC\"");
        assertThat(answer("example.Functions$Stream", "{\"as\":\"it is\"}"))
                .isEqualTo("{\"as\":\"it is\"}");
    }

    @Test
    void findsClassesInJars() throws Exception {
        assertThat(text(functions.run(spec(jar, "java21", "example.Functions::upper"), "\"x\"")))
                .isEqualTo("\"X\"");
    }

    @Test
    void runsOnTheClosestJdkThatIsNewEnough() throws Exception {
        assertThat(text(functions.run(spec(classes, "java17", "example.Functions"), "{}")))
                .containsPattern("\"java\":(1[7-9]|2\\d)");
        assertThatThrownBy(() -> new Jdks(List.of()).forRuntime("java21"))
                .isInstanceOf(UnsupportedRuntimeException.class)
                .hasMessageContaining("needs a JDK 21 or newer");
    }

    @Test
    void reportsExceptionsAsAwsDoes() throws Exception {
        InvocationResult failed =
                functions.run(spec(classes, "java25", "example.Functions::fail"), "{}");
        assertThat(failed.outcome()).isEqualTo(Outcome.ERROR);
        assertThat(text(failed))
                .startsWith(
                        "{\"errorMessage\":\"no"
                            + " good\",\"errorType\":\"java.lang.IllegalStateException\",\"stackTrace\":[\"example.Functions.fail(Functions.java:");
        InvocationResult exited =
                functions.run(spec(classes, "java25", "example.Functions::leave"), "{}");
        assertThat(exited.outcome()).isEqualTo(Outcome.CRASH);
        assertThat(text(exited)).contains("Runtime exited with error: exit status 3");
    }

    @Test
    void reportsWhatCannotBeLoaded() throws Exception {
        assertThat(answer("example.Missing::run", "{}"))
                .contains("\"errorMessage\":\"Class not found: example.Missing\"")
                .contains("\"errorType\":\"java.lang.ClassNotFoundException\"");
        InvocationResult broken =
                functions.run(spec(classes, "java25", "example.Functions$Broken::run"), "{}");
        assertThat(broken.outcome()).isEqualTo(Outcome.INIT_ERROR);
        assertThat(text(broken)).contains("in the constructor");
    }
}
