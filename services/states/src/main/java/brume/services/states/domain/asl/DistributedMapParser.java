package brume.services.states.domain.asl;

import brume.services.states.domain.asl.DistributedMap.Amount;
import brume.services.states.domain.asl.DistributedMap.Batcher;
import brume.services.states.domain.asl.DistributedMap.Format;
import brume.services.states.domain.asl.DistributedMap.InputType;
import brume.services.states.domain.asl.DistributedMap.ManifestType;
import brume.services.states.domain.asl.DistributedMap.Reader;
import brume.services.states.domain.asl.DistributedMap.Source;
import brume.services.states.domain.asl.DistributedMap.Transformation;
import brume.services.states.domain.asl.DistributedMap.Writer;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the fields that a Map state has in distributed mode only. */
final class DistributedMapParser {

    /** These fields of a Map state are for the distributed mode. */
    static final Set<String> FIELDS =
            Set.of(
                    "ItemReader",
                    "ItemBatcher",
                    "ResultWriter",
                    "Label",
                    "ToleratedFailureCount",
                    "ToleratedFailureCountPath",
                    "ToleratedFailurePercentage",
                    "ToleratedFailurePercentagePath");

    /**
     * Of those, the ones that an inline Map may not have. AWS accepts tolerated failures there, to
     * no effect (recorded in LocalStack's evaluate_jsonata, test_base_map).
     */
    static final List<String> REFUSED_INLINE =
            List.of("ItemBatcher", "ItemReader", "Label", "ResultWriter");

    private static final int LABEL_LENGTH_MAX = 40;
    private static final String LABEL_FORBIDDEN = " ?*<>{}[]:;,\\|^~$#%&`\"";
    private static final Map<String, Character> DELIMITERS =
            Map.of("COMMA", ',', "PIPE", '|', "SEMICOLON", ';', "SPACE", ' ', "TAB", '\t');

    private final Fields fields;
    private final String arguments;

    DistributedMapParser(Fields fields) {
        this.fields = fields;
        this.arguments = fields.isJsonata() ? "Arguments" : "Parameters";
    }

    /**
     * @param config the ProcessorConfig, whose mode is DISTRIBUTED
     */
    DistributedMap parse(Fields config) {
        config.require("ExecutionType");
        WorkflowType type =
                choice(config, "ExecutionType", WorkflowType.values(), WorkflowType.STANDARD);
        Fields reader = fields.child("ItemReader");
        Fields batcher = fields.child("ItemBatcher");
        Fields writer = fields.child("ResultWriter");
        return new DistributedMap(
                type,
                label(),
                reader == null ? null : reader(reader),
                batcher == null ? null : batcher(batcher),
                writer == null ? null : writer(writer),
                amount(fields, "ToleratedFailureCount", true, 0, Long.MAX_VALUE),
                amount(fields, "ToleratedFailurePercentage", false, 0, 100));
    }

    private @Nullable String label() {
        String label = fields.string("Label");
        if (label == null) {
            return null;
        }
        if (label.isEmpty()) {
            fields.fault("Label", "Label cannot be empty");
        } else if (label.length() > LABEL_LENGTH_MAX) {
            fields.fault("Label", "Label cannot exceed " + LABEL_LENGTH_MAX + " characters");
        } else if (label.chars().anyMatch(DistributedMapParser::isForbidden)) {
            fields.fault("Label", "Label contains an invalid character");
        }
        return label;
    }

    private static boolean isForbidden(int c) {
        return c < 0x20 || (c >= 0x7f && c < 0xa0) || LABEL_FORBIDDEN.indexOf(c) >= 0;
    }

    private @Nullable Reader reader(Fields reader) {
        reader.only(Set.of("Resource", arguments, "ReaderConfig"));
        reader.require("Resource");
        Source source =
                switch (action(reader)) {
                    case "listObjectsV2" -> Source.LIST_OBJECTS;
                    case "getObject" -> Source.GET_OBJECT;
                    default -> null;
                };
        if (source == null) {
            reader.fault(
                    "Resource",
                    "The resource of an ItemReader is s3:getObject or s3:listObjectsV2");
            return null;
        }
        Fields config = reader.child("ReaderConfig");
        return new Reader(source, reader.template(arguments), format(reader, config, source));
    }

    /** The operation of S3 that a Resource names; empty if it names something else. */
    private static String action(Fields place) {
        String resource = place.string("Resource");
        String[] parts = resource == null ? new String[0] : resource.split(":", -1);
        boolean s3 =
                parts.length == 7
                        && parts[0].equals("arn")
                        && parts[2].equals("states")
                        && parts[5].equals("s3");
        return s3 ? parts[6] : "";
    }

    private Format format(Fields reader, @Nullable Fields config, Source source) {
        if (config == null) {
            if (source == Source.GET_OBJECT) {
                reader.require("ReaderConfig");
            }
            return new Format(InputType.JSON, null, ',', null, null, false, null);
        }
        config.only(
                Set.of(
                        "InputType",
                        "CSVHeaderLocation",
                        "CSVHeaders",
                        "CSVDelimiter",
                        "ItemsPointer",
                        "ManifestType",
                        "Transformation",
                        "MaxItems",
                        "MaxItemsPath"));
        String transformation = config.string("Transformation");
        boolean load = "LOAD_AND_FLATTEN".equals(transformation);
        if (transformation != null && !load && !transformation.equals("NONE")) {
            oneOf(config, "Transformation", "NONE, LOAD_AND_FLATTEN");
        }
        if (source == Source.GET_OBJECT || load) {
            config.require("InputType");
        }
        if ("PARQUET".equals(config.string("InputType"))) {
            config.fault("InputType", "The InputType PARQUET is not supported by this server yet");
        }
        InputType type = choice(config, "InputType", InputType.values(), InputType.JSON);
        return new Format(
                type,
                type == InputType.CSV ? csvHeaders(config) : null,
                delimiter(config),
                config.string("ItemsPointer"),
                config.has("ManifestType")
                        ? choice(
                                config,
                                "ManifestType",
                                ManifestType.values(),
                                ManifestType.S3_INVENTORY)
                        : null,
                load,
                amount(config, "MaxItems", true, 0, Long.MAX_VALUE));
    }

    private static @Nullable List<String> csvHeaders(Fields config) {
        config.require("CSVHeaderLocation");
        String location = config.string("CSVHeaderLocation");
        if (location == null || location.equals("FIRST_ROW")) {
            return null;
        }
        if (!location.equals("GIVEN")) {
            oneOf(config, "CSVHeaderLocation", "FIRST_ROW, GIVEN");
            return null;
        }
        config.require("CSVHeaders");
        List<String> headers = new ArrayList<>();
        JsonNode given = config.node("CSVHeaders");
        if (given != null && given.isArray()) {
            given.forEach(header -> headers.add(header.asText()));
        }
        return headers;
    }

    private static char delimiter(Fields config) {
        String name = config.string("CSVDelimiter");
        Character delimiter = name == null ? Character.valueOf(',') : DELIMITERS.get(name);
        if (delimiter == null) {
            oneOf(config, "CSVDelimiter", "COMMA, PIPE, SEMICOLON, SPACE, TAB");
            return ',';
        }
        return delimiter;
    }

    private static Batcher batcher(Fields batcher) {
        batcher.only(
                Set.of(
                        "MaxItemsPerBatch",
                        "MaxItemsPerBatchPath",
                        "MaxInputBytesPerBatch",
                        "MaxInputBytesPerBatchPath",
                        "BatchInput"));
        return new Batcher(
                amount(batcher, "MaxItemsPerBatch", true, 1, Long.MAX_VALUE),
                amount(batcher, "MaxInputBytesPerBatch", true, 1, 256 * 1024),
                batcher.template("BatchInput"));
    }

    private Writer writer(Fields writer) {
        writer.only(Set.of("Resource", arguments, "WriterConfig"));
        boolean written = writer.has("Resource");
        if (!written && !writer.has("WriterConfig")) {
            writer.require("Resource");
        }
        if (written && !action(writer).equals("putObject")) {
            writer.fault("Resource", "The resource of a ResultWriter is s3:putObject");
        }
        Fields config = writer.child("WriterConfig");
        if (config != null) {
            config.only(Set.of("OutputType", "Transformation"));
        }
        Transformation transformation =
                config == null
                        ? Transformation.NONE
                        : choice(
                                config,
                                "Transformation",
                                Transformation.values(),
                                written ? Transformation.NONE : Transformation.COMPACT);
        String outputType = config == null ? null : config.string("OutputType");
        if (outputType != null && !Set.of("JSON", "JSONL").contains(outputType)) {
            oneOf(writer, "WriterConfig", "JSON, JSONL");
        }
        return new Writer(
                written ? writer.template(arguments) : null,
                transformation,
                "JSONL".equals(outputType));
    }

    /** {@code name} as a number or a JSONata expression, or {@code namePath} as a path. */
    private static @Nullable Amount amount(
            Fields place, String name, boolean whole, long min, long max) {
        JsonataExpression computed = place.jsonata(name);
        if (computed != null) {
            return new Amount(name, null, computed);
        }
        String pathName = name + "Path";
        if (place.has(name) && place.has(pathName)) {
            place.fault("Only one of these fields is allowed: [" + name + ", " + pathName + "]");
        }
        Path path = place.referencePath(pathName, null);
        if (path != null) {
            return new Amount(pathName, null, path);
        }
        JsonNode value = place.node(name);
        if (value == null) {
            return null;
        }
        if (whole ? !value.isIntegralNumber() : !value.isNumber()) {
            place.fault(name, "Expected value of type " + (whole ? "Integer" : "Float"));
            return null;
        }
        double number = value.doubleValue();
        if (number < min) {
            place.fault(name, "Value is less than the minimum of " + min);
        } else if (number > max) {
            place.fault(name, "Value is greater than the maximum of " + max);
        }
        return new Amount(name, number, null);
    }

    private static <T extends Enum<T>> T choice(Fields place, String name, T[] values, T fallback) {
        String given = place.string(name);
        for (T value : values) {
            if (value.name().equals(given)) {
                return value;
            }
        }
        if (given != null) {
            String all = Arrays.toString(values);
            oneOf(place, name, all.substring(1, all.length() - 1));
        }
        return fallback;
    }

    private static void oneOf(Fields place, String name, String values) {
        place.fault(
                name, "The field '" + name + "' should have one of these values: [" + values + "]");
    }
}
