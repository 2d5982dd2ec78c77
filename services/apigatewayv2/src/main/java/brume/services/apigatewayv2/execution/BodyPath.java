package brume.services.apigatewayv2.execution;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a JSON body: members and indexes only, so that no path costs more than its length. */
public final class BodyPath {

    private static final Pattern STEP =
            Pattern.compile(
                    "\\G(?:\\.([A-Za-z0-9_$\\-]+)|\\['([^']+)'\\]|\\[\"([^\"]+)\"\\]|\\[(\\d{1,9})\\])");

    private BodyPath() {}

    /**
     * The text of what a path leads to; the whole body for an empty path.
     *
     * @param path such as {@code .pets[0].name}; empty text if it leads nowhere
     */
    public static String find(byte[] body, String path) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (path.isEmpty()) {
            return text;
        }
        JsonNode node;
        try {
            node = Documents.parse(text);
        } catch (IllegalArgumentException e) {
            return "";
        }
        Matcher step = STEP.matcher(path);
        int end = 0;
        while (step.find()) {
            end = step.end();
            node =
                    step.group(4) != null
                            ? node.path(Integer.parseInt(step.group(4)))
                            : node.path(name(step));
        }
        if (end != path.length() || node.isMissingNode() || node.isNull()) {
            return "";
        }
        return node.isValueNode() ? node.asText() : Documents.text(node);
    }

    private static String name(Matcher step) {
        for (int group = 1; group <= 3; group++) {
            if (step.group(group) != null) {
                return step.group(group);
            }
        }
        throw new IllegalStateException("a step without a name");
    }
}
