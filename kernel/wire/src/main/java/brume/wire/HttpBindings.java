package brume.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of the REST protocols that stand in the path, the query string, headers and status.
 */
final class HttpBindings {

    /** Most parameters of a query string. */
    static final int QUERY_COUNT_MAX = 1_000;

    private HttpBindings() {}

    /** Reads every member that is not in the body. */
    static void read(
            OperationModel<?, ?> operation,
            HttpRequest request,
            Map<String, String> labels,
            @Nullable Object[] values) {
        StructSchema<?> schema = operation.input();
        Map<String, List<String>> query = query(request);
        int literals = operation.uriPattern().indexOf('?');
        if (literals >= 0) {
            // Such as "?mode=import", which chose the operation and is no parameter of it; what a
            // member is bound to stays.
            FormText.forEach(
                    operation.uriPattern().substring(literals + 1),
                    QUERY_COUNT_MAX,
                    (name, value) -> {
                        Member bound = schema.memberByWireName(name);
                        if (bound == null || bound.location() != Member.Location.QUERY) {
                            query.remove(name);
                        }
                    });
        }
        for (Member member : schema.members()) {
            String name = member.wireName();
            @Nullable Object value =
                    switch (member.location()) {
                        case URI -> scalar(member, labels.get(name));
                        case QUERY -> queryValue(member, query, schema);
                        case HEADER -> headerValue(member, request.headers().all(name));
                        case HEADERS -> prefixed(request.headers(), name);
                        case BODY, PAYLOAD, STATUS -> null;
                    };
            if (value != null) {
                values[member.index()] = value;
            }
        }
    }

    private static Map<String, List<String>> query(HttpRequest request) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        FormText.forEach(
                request.query(),
                QUERY_COUNT_MAX,
                (name, value) ->
                        parameters.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
        return parameters;
    }

    private static @Nullable Object scalar(Member member, @Nullable String text) {
        return text == null ? null : ScalarText.parse(member.schema().type(), text, member.name());
    }

    private static @Nullable Object queryValue(
            Member member, Map<String, List<String>> query, StructSchema<?> schema) {
        if (member.schema() instanceof MapSchema map) {
            return queryMap(map, query, schema);
        }
        List<String> texts = query.get(member.wireName());
        if (texts == null) {
            return null;
        }
        if (member.schema() instanceof ListSchema list) {
            ShapeType type = list.element().schema().type();
            List<Object> elements = new ArrayList<>();
            for (String text : texts) {
                elements.add(ScalarText.parse(type, text, member.name()));
            }
            return elements;
        }
        return scalar(member, texts.getFirst());
    }

    /** A map takes every parameter that no other member names. */
    private static @Nullable Map<String, Object> queryMap(
            MapSchema map, Map<String, List<String>> query, StructSchema<?> schema) {
        boolean ofLists = map.value().schema() instanceof ListSchema;
        Map<String, Object> entries = new LinkedHashMap<>();
        query.forEach((name, texts) -> {
            Member taken = schema.memberByWireName(name);
            if (taken == null || taken.location() != Member.Location.QUERY) {
                entries.put(name, ofLists ? texts : texts.getFirst());
            }
        });
        return entries.isEmpty() ? null : entries;
    }

    private static @Nullable Object headerValue(Member member, List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        Schema schema = member.schema();
        if (schema instanceof ListSchema list) {
            ShapeType type = list.element().schema().type();
            List<Object> elements = new ArrayList<>();
            for (String line : lines) {
                for (String part : HeaderList.split(line, type)) {
                    elements.add(ScalarText.parse(type, part, member.name()));
                }
            }
            return elements;
        }
        String text = lines.getFirst();
        if (member.traits().jsonValue()) {
            String json = Base64Text.decode(text).text();
            // Both types must be JSON; the text of a string stays as it was sent.
            Object tree = ScalarText.parse(ShapeType.DOCUMENT, json, member.name());
            return schema.type() == ShapeType.DOCUMENT ? tree : json;
        }
        return scalar(member, text);
    }

    private static @Nullable Map<String, Object> prefixed(HttpHeaders headers, String prefix) {
        Map<String, Object> entries = new LinkedHashMap<>();
        String lower = prefix.toLowerCase(Locale.ROOT);
        headers.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith(lower)) {
                entries.put(name.substring(prefix.length()), value);
            }
        });
        return entries.isEmpty() ? null : entries;
    }

    /**
     * Adds the headers of an output or error; answers its status, or {@code status} if it has none.
     */
    static int write(Shape shape, HttpHeaders headers, int status) {
        int result = status;
        for (Member member : shape.schema().members()) {
            Object value = shape.member(member.index());
            if (value == null) {
                continue;
            }
            switch (member.location()) {
                case HEADER -> headers.set(member.wireName(), headerText(member, value));
                case HEADERS ->
                        ((Map<?, ?>) value)
                                .forEach((name, text) ->
                                        headers.set(
                                                member.wireName() + name, safe(text.toString())));
                case STATUS -> result = (Integer) value;
                case BODY, PAYLOAD, URI, QUERY -> {}
            }
        }
        return result;
    }

    private static String headerText(Member member, Object value) {
        if (member.traits().jsonValue()) {
            String json = value instanceof JsonNode tree ? Documents.text(tree) : value.toString();
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        }
        String format = member.traits().timestampFormat();
        if (value instanceof List<?> list) {
            List<String> texts = new ArrayList<>();
            list.forEach(e -> texts.add(safe(ScalarText.print(e, format, Timestamps.HTTP))));
            ShapeType type = ((ListSchema) member.schema()).element().schema().type();
            return HeaderList.join(texts, type);
        }
        return safe(ScalarText.print(value, format, Timestamps.HTTP));
    }

    /** A line break in a value would end the header field. */
    private static String safe(String text) {
        return text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
    }
}
