package brume.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS's runtime interface client for Java, and for each JDK that can use one a cache of its loaded
 * classes, which takes two thirds off a cold start. The cache is made once, by a run of the client
 * against {@link TrainingApi}; it is valid for the same jars under any common folder.
 */
final class JavaClient {

    /** Where a sandbox sees {@link #folder}. */
    static final String INSIDE = "/var/runtime/java";

    static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    private static final Logger LOG = LoggerFactory.getLogger(JavaClient.class);
    private static final int CACHE_VERSION_MIN = 25;
    private static final int TRAINING_SECONDS_MAX = 60;
    private static final List<String> JARS =
            List.of(
                    "aws-lambda-java-core.jar",
                    "aws-lambda-java-runtime-interface-client.jar",
                    "aws-lambda-java-serialization.jar",
                    "utils-lite.jar");

    private final Path folder;
    private final Set<String> trained = ConcurrentHashMap.newKeySet();

    private JavaClient(Path folder) {
        this.folder = folder;
    }

    /** Unpacks the client below {@code cacheFolder}, unless a start before did. */
    static JavaClient unpack(Path cacheFolder) throws IOException {
        Path folder = Files.createDirectories(cacheFolder.resolve("java")).toAbsolutePath();
        for (String jar : JARS) {
            Path target = folder.resolve(jar);
            byte[] bytes;
            try (InputStream in = JavaClient.class.getResourceAsStream("java/" + jar)) {
                if (in == null) {
                    throw new IOException("resource is missing: " + jar);
                }
                bytes = in.readAllBytes();
            }
            // The cache of classes asks for the same files with the same times.
            if (!Files.exists(target) || Files.size(target) != bytes.length) {
                Path unfinished = Files.write(folder.resolve(jar + ".new"), bytes);
                WorkFolder.setMode(unfinished, "rw-r--r--");
                move(unfinished, target);
            }
        }
        return new JavaClient(folder);
    }

    private static void move(Path from, Path to) throws IOException {
        Path ignored =
                Files.move(
                        from,
                        to,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
    }

    Path folder() {
        return folder;
    }

    /** The class path, for {@code root} as the jars' folder. */
    static String classPath(String root) {
        return String.join(":", JARS.stream().map(jar -> root + '/' + jar).toList());
    }

    private String cacheName(Jdks.Jdk jdk) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(jdk.description().getBytes(StandardCharsets.UTF_8));
            for (String jar : JARS) {
                digest.update(
                        Files.getLastModifiedTime(folder.resolve(jar))
                                .toString()
                                .getBytes(StandardCharsets.UTF_8));
            }
            return jdk.version() + "-" + HexFormat.of().formatHex(digest.digest(), 0, 8) + ".aot";
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new SandboxException("the Java client is missing", e);
        }
    }

    /** The option that makes a JVM use the cache, once there is one. */
    Optional<String> cacheOption(Jdks.Jdk jdk) {
        String name = cacheName(jdk);
        return jdk.version() >= CACHE_VERSION_MIN && Files.exists(folder.resolve(name))
                ? Optional.of("-XX:AOTCache=" + INSIDE + '/' + name)
                : Optional.empty();
    }

    /** Makes the cache of {@code jdk} in the background, once. */
    void train(Jdks.Jdk jdk, List<String> options) {
        String name = cacheName(jdk);
        if (jdk.version() >= CACHE_VERSION_MIN
                && !Files.exists(folder.resolve(name))
                && trained.add(name)) {
            // A platform thread: it waits for a process.
            Thread.ofPlatform()
                    .daemon()
                    .name("brume-java-training")
                    .start(() -> run(jdk, options, name));
        }
    }

    private void run(Jdks.Jdk jdk, List<String> options, String name) {
        Path unfinished = folder.resolve(name + "." + ProcessHandle.current().pid());
        try (TrainingApi api = new TrainingApi()) {
            List<String> command = new java.util.ArrayList<>();
            command.add(jdk.executable().toString());
            command.addAll(options);
            command.add("-XX:AOTCacheOutput=" + unfinished);
            // Takes any event and answers JSON: the client's own code runs, and nothing else.
            command.addAll(
                    List.of("-cp", classPath(folder.toString()), MAIN, "java.lang.Object::equals"));
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().clear();
            builder.environment().putAll(TrainingApi.variables(api.port()));
            Process process = builder.start();
            api.whenServed(process::destroy);
            if (!process.waitFor(TRAINING_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            if (Files.exists(unfinished)) {
                WorkFolder.setMode(unfinished, "rw-r--r--");
                move(unfinished, folder.resolve(name));
            } else {
                LOG.info("Java functions start without a cache of classes on {}", jdk.home());
            }
        } catch (IOException e) {
            LOG.info("Java functions start without a cache of classes: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
