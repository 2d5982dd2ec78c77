package brume.openapi;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** YAML documents as JSON trees: plain data only, without types, and few aliases. */
public final class Yaml {

    private static final int ALIASES_MAX = 50;

    private Yaml() {}

    /** The tree, or empty if the text is no YAML. */
    static Optional<JsonNode> find(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(ALIASES_MAX);
        options.setNestingDepthLimit(Documents.DEPTH_MAX);
        options.setCodePointLimit(Definition.BYTES_MAX);
        try {
            Object data = new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).load(text);
            return Optional.of(tree(data, 0));
        } catch (YAMLException | IllegalArgumentException | StackOverflowError e) {
            return Optional.empty();
        }
    }

    /** A tree as YAML text, in block style. */
    public static String text(JsonNode tree) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return new org.yaml.snakeyaml.Yaml(options).dump(data(tree));
    }

    private static @Nullable Object data(JsonNode tree) {
        return switch (tree.getNodeType()) {
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                tree.properties().forEach(e -> map.put(e.getKey(), data(e.getValue())));
                yield map;
            }
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                tree.forEach(element -> list.add(data(element)));
                yield list;
            }
            case BOOLEAN -> tree.booleanValue();
            case NUMBER -> tree.numberValue();
            case STRING -> tree.textValue();
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    private static JsonNode tree(@Nullable Object data, int depth) {
        if (depth > Documents.DEPTH_MAX) {
            throw new IllegalArgumentException("the document is nested too deeply");
        }
        return switch (data) {
            case null -> NullNode.getInstance();
            case Map<?, ?> map -> {
                ObjectNode object = Documents.object();
                map.forEach(
                        (name, value) -> object.set(String.valueOf(name), tree(value, depth + 1)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = Documents.array();
                list.forEach(value -> array.add(tree(value, depth + 1)));
                yield array;
            }
            case Boolean value -> BooleanNode.valueOf(value);
            case Integer value -> LongNode.valueOf(value);
            case Long value -> LongNode.valueOf(value);
            case Number value -> DecimalNode.valueOf(new BigDecimal(value.toString()));
            default -> TextNode.valueOf(data.toString());
        };
    }
}
