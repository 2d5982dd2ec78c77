package brume.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JDKs of this host, the server's own among them. */
final class Jdks {

    private static final Logger LOG = LoggerFactory.getLogger(Jdks.class);
    private static final Pattern RUNTIME = Pattern.compile("java(\\d{1,2})(?:\\.al2)?");
    private static final Pattern VERSION =
            Pattern.compile("^JAVA_VERSION=\"(?:1\\.)?(\\d+)", Pattern.MULTILINE);

    private final List<Jdk> all;

    Jdks(List<Jdk> all) {
        this.all = all;
    }

    /**
     * One JDK.
     *
     * @param version the feature version, such as 21
     * @param description its release file
     */
    record Jdk(Path home, int version, String description) {

        Path executable() {
            return home.resolve("bin/java");
        }

        /** What must be visible in a sandbox; everything below {@code /usr} is. */
        Set<String> prefixes() {
            Set<String> prefixes = new LinkedHashSet<>();
            prefixes.add(home.toString());
            try {
                // Distributions keep the settings elsewhere, and a JVM does not start without.
                Path settings = home.resolve("conf/security/java.security").toRealPath();
                Path folder = settings.getParent();
                if (folder != null && !settings.startsWith(home)) {
                    prefixes.add(String.valueOf(folder.getParent()));
                }
            } catch (IOException e) {
                LOG.trace("{} has no settings", home, e);
            }
            prefixes.removeIf(prefix -> prefix.startsWith("/usr/"));
            return prefixes;
        }
    }

    static boolean runs(String runtime) {
        return RUNTIME.matcher(runtime).matches();
    }

    /** Looks where the launcher looks for the server's own. */
    static Jdks find() {
        Set<Path> homes = new LinkedHashSet<>();
        homes.add(Path.of(System.getProperty("java.home")));
        for (String name : List.of("BRUME_JAVA_HOME", "JAVA_HOME")) {
            Optional.ofNullable(System.getenv(name)).map(Path::of).ifPresent(homes::add);
        }
        String user = System.getProperty("user.home");
        for (Path parent :
                List.of(
                        Path.of("/usr/lib/jvm"),
                        Path.of(user, ".sdkman/candidates/java"),
                        Path.of(user, ".jdks"),
                        Path.of("/opt/java"))) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(parent)) {
                children.forEach(homes::add);
            } catch (IOException e) {
                LOG.trace("no JDKs in {}", parent, e);
            }
        }
        List<Jdk> found = new ArrayList<>();
        homes.forEach(home -> read(home).filter(jdk -> !found.contains(jdk)).ifPresent(found::add));
        LOG.debug("JDKs: {}", found);
        return new Jdks(List.copyOf(found));
    }

    private static Optional<Jdk> read(Path home) {
        try {
            if (!Files.isExecutable(home.resolve("bin/java"))) {
                return Optional.empty();
            }
            String release = Files.readString(home.resolve("release"));
            Matcher version = VERSION.matcher(release);
            return version.find()
                    ? Optional.of(
                            new Jdk(home.toRealPath(), Integer.parseInt(version.group(1)), release))
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} is no JDK", home, e);
            return Optional.empty();
        }
    }

    List<Jdk> all() {
        return all;
    }

    /**
     * The JDK that runs a runtime such as {@code java21}: the same version if there is one, else
     * the next newer one, which runs what was compiled for an older one.
     *
     * @throws UnsupportedRuntimeException if this host has none that is new enough
     */
    Jdk forRuntime(String runtime) {
        Matcher matcher = RUNTIME.matcher(runtime);
        int wanted = matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
        Jdk best =
                all.stream()
                        .filter(jdk -> jdk.version() >= wanted)
                        .min(Comparator.comparingInt(Jdk::version))
                        .orElseThrow(() ->
                                new UnsupportedRuntimeException(
                                        "runtime "
                                                + runtime
                                                + " needs a JDK "
                                                + wanted
                                                + " or newer on this host; none was found in"
                                                + " JAVA_HOME, /usr/lib/jvm, /opt/java, ~/.jdks or"
                                                + " ~/.sdkman"));
        if (best.version() != wanted) {
            LOG.info("runtime {} runs on JDK {}, the closest one here", runtime, best.version());
        }
        return best;
    }
}
