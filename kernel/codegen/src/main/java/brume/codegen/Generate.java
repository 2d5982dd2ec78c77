package brume.codegen;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Generates the module {@code api}: one package per spec file. Does nothing if neither the spec
 * files nor the generator nor its models have changed since the last run, so that a build without
 * changes stays quick.
 */
public final class Generate {

    private static final String STAMP = "generated.stamp";

    private Generate() {}

    /** Arguments: the folder of the spec files and the folder to generate into. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: Generate <specs> <output>");
        }
        run(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void run(Path specs, Path output) throws IOException {
        List<Path> files = specFiles(specs);
        ObjectMapper mapper = new ObjectMapper();
        List<ServiceSpec> services = new ArrayList<>();
        for (Path file : files) {
            services.add(ServiceSpec.read(mapper, file));
        }
        String stamp = stamp(services);
        Path stampFile = output.resolve(STAMP);
        if (Files.exists(stampFile) && Files.readString(stampFile).equals(stamp)) {
            return;
        }
        SourceTree tree = new SourceTree(output);
        services.forEach(service -> generate(service, mapper, tree));
        tree.finish();
        Files.createDirectories(output);
        Files.writeString(stampFile, stamp);
    }

    private static void generate(ServiceSpec spec, ObjectMapper mapper, SourceTree tree) {
        ServiceDefinition service = ServiceDefinition.load(spec, mapper);
        tree.add(
                service.packageName(),
                "package-info",
                "/** Generated types of "
                        + service.fullName()
                        + ". */\n@NullMarked\npackage "
                        + service.packageName()
                        + ";\n\nimport org.jspecify.annotations.NullMarked;\n");
        for (ShapeDefinition shape : service.shapes().values()) {
            if (shape.isStructure()) {
                tree.add(
                        service.packageName(),
                        shape.className(),
                        new RecordWriter(service, shape).text());
            } else if (shape.isEnum()) {
                tree.add(
                        service.packageName(),
                        shape.className(),
                        new EnumWriter(service, shape).text());
            }
        }
        tree.add(service.packageName(), "Schemas", new SchemasWriter(service).text());
        tree.add(service.packageName(), service.className("Api"), new ApiWriter(service).text());
        tree.add(
                service.packageName(),
                service.className("Errors"),
                new ErrorsWriter(service).text());
    }

    private static List<Path> specFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    /** A digest of everything that the generated sources depend on. */
    private static String stamp(List<ServiceSpec> specs) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ServiceSpec spec : specs) {
                Path file = spec.file();
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
                for (Path part : List.of(ServiceSpec.additionsFile(file), spec.modelFile())) {
                    if (Files.exists(part)) {
                        digest.update(Files.readAllBytes(part));
                    }
                }
            }
            updateWithCode(digest, Generate.class);
            digest.update(ServiceDefinition.modelsVersion().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds the bytes of the jar or of the class files that {@code type} was loaded from. */
    private static void updateWithCode(MessageDigest digest, Class<?> type) throws IOException {
        Path code = location(type);
        try (Stream<Path> files = Files.walk(code)) {
            files.filter(Files::isRegularFile)
                    .filter(f -> !Files.isDirectory(code) || f.toString().endsWith(".class"))
                    .sorted()
                    .forEach(f -> digest.update(bytes(f)));
        }
    }

    /**
     * The jar or folder; from the resource's URL because Maven's class loader has no code source.
     */
    private static Path location(Class<?> type) {
        URL url = type.getResource(type.getSimpleName() + ".class");
        if (url == null) {
            throw new IllegalStateException("no class file of " + type);
        }
        String text = url.toString();
        int jarEnd = text.indexOf("!/");
        if (jarEnd > 0) {
            return Path.of(URI.create(text.substring("jar:".length(), jarEnd)));
        }
        return Path.of(URI.create(text)).resolveSibling("");
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
