package brume.templates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled JSONPath. The plain form {@code $.a.b[0]['c']}, nearly all that templates use, is
 * walked directly; everything else goes to the JSONPath library.
 */
public final class JsonPathQuery {

    private static final int CACHE_MAX = 10_000;
    private static final int LENGTH_MAX = 4_096;

    private static final ConcurrentHashMap<String, JsonPathQuery> CACHE = new ConcurrentHashMap<>();

    private static final Configuration CONFIGURATION =
            Configuration.builder()
                    .jsonProvider(new JacksonJsonNodeJsonProvider())
                    .mappingProvider(new JacksonMappingProvider())
                    .build();

    private final Optional<List<Object>> steps;
    private final Optional<JsonPath> general;

    private JsonPathQuery(Optional<List<Object>> steps, Optional<JsonPath> general) {
        this.steps = steps;
        this.general = general;
    }

    /**
     * Compiles a path.
     *
     * @throws TemplateException if it is not a JSONPath
     */
    public static JsonPathQuery of(String path) {
        JsonPathQuery known = CACHE.get(path);
        if (known != null) {
            return known;
        }
        JsonPathQuery query = compile(path);
        if (CACHE.size() < CACHE_MAX) {
            CACHE.put(path, query);
        }
        return query;
    }

    private static JsonPathQuery compile(String path) {
        if (path.length() > LENGTH_MAX) {
            throw new TemplateException("a JSONPath is longer than " + LENGTH_MAX);
        }
        String text = path.startsWith("$") ? path : "$." + path;
        Optional<List<Object>> steps = plainSteps(text);
        if (steps.isPresent()) {
            return new JsonPathQuery(steps, Optional.empty());
        }
        if (text.contains("=~")) {
            // The library gives a customer's pattern and input to java.util.regex without a limit.
            throw new TemplateException("regular expressions in a JSONPath are not supported");
        }
        if (text.indexOf("..") != text.lastIndexOf("..")) {
            // Each deep scan multiplies the work by the size of the document.
            throw new TemplateException("a JSONPath has at most one deep scan");
        }
        try {
            return new JsonPathQuery(Optional.empty(), Optional.of(JsonPath.compile(text)));
        } catch (InvalidPathException | IllegalArgumentException e) {
            throw new TemplateException("not a JSONPath: " + path, e);
        }
    }

    /** What the path leads to, or a missing node. */
    public JsonNode find(JsonNode root) {
        if (root.isMissingNode()) {
            return root;
        }
        if (general.isPresent()) {
            try {
                return general.get().read(root, CONFIGURATION);
            } catch (PathNotFoundException e) {
                return MissingNode.getInstance();
            }
        }
        JsonNode at = root;
        for (Object step : steps.orElseThrow()) {
            at = step instanceof Integer index ? element(at, index) : at.path((String) step);
        }
        return at;
    }

    private static JsonNode element(JsonNode list, int index) {
        return list.path(index < 0 ? list.size() + index : index);
    }

    private static Optional<List<Object>> plainSteps(String path) {
        List<Object> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            int end;
            if (path.charAt(at) == '.') {
                end = nameEnd(path, at + 1);
                if (end == at + 1) {
                    return Optional.empty();
                }
                steps.add(path.substring(at + 1, end));
            } else if (path.charAt(at) == '[') {
                end = path.indexOf(']', at) + 1;
                Optional<Object> step =
                        end == 0 ? Optional.empty() : bracket(path.substring(at + 1, end - 1));
                if (step.isEmpty()) {
                    return Optional.empty();
                }
                steps.add(step.get());
            } else {
                return Optional.empty();
            }
            at = end;
        }
        return Optional.of(steps);
    }

    private static int nameEnd(String path, int from) {
        int at = from;
        while (at < path.length()) {
            char c = path.charAt(at);
            if (!Character.isLetterOrDigit(c) && c != '_' && c != '-') {
                break;
            }
            at++;
        }
        // Anything but a separator means a function or a wildcard.
        return at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[' ? from : at;
    }

    private static Optional<Object> bracket(String inside) {
        if (inside.length() > 2 && (inside.charAt(0) == '\'' || inside.charAt(0) == '"')) {
            String name = inside.substring(1, inside.length() - 1);
            boolean plain =
                    inside.charAt(inside.length() - 1) == inside.charAt(0)
                            && name.indexOf('\'') < 0
                            && name.indexOf('"') < 0
                            && name.indexOf('\\') < 0;
            return plain ? Optional.of(name) : Optional.empty();
        }
        if (inside.isEmpty() || inside.length() > 9) {
            return Optional.empty();
        }
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if ((c < '0' || c > '9') && !(c == '-' && i == 0 && inside.length() > 1)) {
                return Optional.empty();
            }
        }
        return Optional.of(Integer.valueOf(inside));
    }
}
