package brume.codegen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a spec file says about one service.
 *
 * @param model resource of the model in the artifact {@code aws-java-sdk-models}, or a file beside
 *     the spec file, by its path from there
 * @param file the spec file
 * @param operations the operations to generate types for; {@code *} stands for all
 * @param additions operations and shapes that the model lacks, in the model's own format; those of
 *     the file with the same name in the folder {@code additions}, then the spec file's own
 * @param errors errors that the service answers and the model does not list
 * @param errorNamespace what precedes the {@code #} in the {@code __type} of modelled errors
 * @param validates whether the wire layer checks the model's constraints before the service runs
 * @param crc32 whether answers carry {@code x-amz-crc32}
 * @param gzipBytesMin least size of an answer that is compressed on request, or -1 for never
 * @param bodyBytesMax greatest size of a request's body, or -1 if only the listener limits it
 * @param queryCompatible whether the service speaks the query protocol as well
 * @param queryPath the member that the path of such requests stands for, or empty
 * @param inputPrefix whether messages about members of the body start with the name of the input
 * @param hidesValues whether messages about constraints leave the values out
 * @param blamesItselfForCoding whether a broken Content-Encoding is an internal failure
 * @param virtualHosts whether the host may name the first label of the path
 */
record ServiceSpec(
        String model,
        Path file,
        String name,
        String signingName,
        String actionPrefix,
        Set<String> operations,
        List<JsonNode> additions,
        List<ExtraError> errors,
        String errorNamespace,
        boolean validates,
        boolean crc32,
        int gzipBytesMin,
        int bodyBytesMax,
        boolean queryCompatible,
        String queryPath,
        boolean inputPrefix,
        boolean hidesValues,
        boolean blamesItselfForCoding,
        boolean virtualHosts) {

    /** An error that only the spec file knows. */
    record ExtraError(String code, int status, boolean sender) {}

    static ServiceSpec read(ObjectMapper mapper, Path file) throws IOException {
        JsonNode json = mapper.readTree(file.toFile());
        Set<String> operations = new TreeSet<>();
        json.path("operations").forEach(o -> operations.add(o.asText()));
        List<ExtraError> errors = new ArrayList<>();
        for (JsonNode error : json.path("errors")) {
            int status = error.path("status").asInt(400);
            errors.add(
                    new ExtraError(
                            error.required("code").asText(),
                            status,
                            error.path("sender").asBoolean(status < 500)));
        }
        String name = json.required("name").asText();
        String signingName = json.path("signingName").asText(name);
        return new ServiceSpec(
                json.required("model").asText(),
                file,
                name,
                signingName,
                json.path("actionPrefix").asText(signingName),
                operations,
                additions(mapper, file, json),
                List.copyOf(errors),
                json.path("errorNamespace").asText(""),
                json.path("validates").asBoolean(true),
                json.path("crc32").asBoolean(false),
                json.path("gzipBytesMin").asInt(-1),
                json.path("bodyBytesMax").asInt(-1),
                json.path("queryCompatible").asBoolean(false),
                json.path("queryPath").asText(""),
                json.path("inputPrefix").asBoolean(false),
                json.path("hidesValues").asBoolean(false),
                json.path("blamesItselfForCoding").asBoolean(false),
                json.path("virtualHosts").asBoolean(false));
    }

    private static List<JsonNode> additions(ObjectMapper mapper, Path file, JsonNode json)
            throws IOException {
        List<JsonNode> additions = new ArrayList<>();
        Path newer = additionsFile(file);
        if (Files.exists(newer)) {
            additions.add(mapper.readTree(newer.toFile()));
        }
        additions.add(json.path("additions"));
        return List.copyOf(additions);
    }

    /** What AWS added to a service after the artifact's models were made. */
    static Path additionsFile(Path file) {
        return file.resolveSibling("additions").resolve(file.getFileName());
    }

    /** The file of a model that is not in the artifact. */
    Path modelFile() {
        return file.resolveSibling(model);
    }

    boolean types(String operation) {
        return operations.contains("*") || operations.contains(operation);
    }
}
