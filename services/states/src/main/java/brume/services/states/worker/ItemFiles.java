package brume.services.states.worker;

import brume.services.states.domain.asl.DistributedMap.Format;
import brume.services.states.domain.asl.DistributedMap.InputType;
import brume.wire.Documents;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of one file, without holding the file in memory. What is told of broken files is
 * recorded in LocalStack's test_map_item_reader_*.
 */
final class ItemFiles {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ItemFiles() {}

    /** Takes items until it has enough. */
    interface Sink {
        /** Whether more are wanted. */
        boolean take(JsonNode item) throws ItemReaderException;
    }

    /** Hands the items of a file on; whether more are wanted after its last one. */
    static boolean read(InputStream file, Format format, InputType type, Sink sink)
            throws IOException, ItemReaderException {
        try {
            return switch (type) {
                case JSON -> json(file, format.pointer(), sink);
                case JSONL -> lines(file, sink);
                case CSV -> csv(file, format.csvHeaders(), format.csvDelimiter(), sink);
                case MANIFEST -> throw new IllegalStateException("a manifest has no items");
            };
        } catch (JsonParseException e) {
            throw new ItemReaderException("The file is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static boolean json(InputStream file, @Nullable String pointer, Sink sink)
            throws IOException, ItemReaderException {
        try (JsonParser parser = MAPPER.getFactory().createParser(file)) {
            JsonToken token = parser.nextToken();
            if (pointer != null && !pointer.isEmpty()) {
                token = find(parser, pointer);
            }
            if (token != JsonToken.START_ARRAY) {
                throw new ItemReaderException("Attempting to map over non-iterable node.");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                JsonNode item = parser.readValueAsTree();
                if (!sink.take(item)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Moves to the value that a JSON pointer names. */
    private static @Nullable JsonToken find(JsonParser parser, String pointer)
            throws IOException, ItemReaderException {
        JsonToken token = parser.currentToken();
        while (token != null) {
            boolean value = token != JsonToken.FIELD_NAME && !token.isStructEnd();
            String at =
                    token.isStructStart()
                            ? parser.getParsingContext().getParent().pathAsPointer().toString()
                            : parser.getParsingContext().pathAsPointer().toString();
            if (value && at.equals(pointer)) {
                return token;
            }
            token = parser.nextToken();
        }
        throw new ItemReaderException("The ItemsPointer " + pointer + " leads nowhere");
    }

    private static boolean lines(InputStream file, Sink sink)
            throws IOException, ItemReaderException {
        try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(file)) {
            while (values.hasNextValue()) {
                if (!sink.take(values.nextValue())) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean csv(
            InputStream file, @Nullable List<String> given, char delimiter, Sink sink)
            throws IOException, ItemReaderException {
        Reader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
        CsvRows rows = new CsvRows(reader, delimiter);
        List<String> headers = given == null ? rows.next().orElse(List.of()) : given;
        if (new HashSet<>(headers).size() < headers.size()) {
            throw new ItemReaderException("CSV headers cannot contain duplicates.");
        }
        while (true) {
            var row = rows.next();
            if (row.isEmpty()) {
                return true;
            }
            if (!sink.take(item(headers, row.get()))) {
                return false;
            }
        }
    }

    /** A row with the names of its columns, in the order that AWS's maps give them. */
    private static ObjectNode item(List<String> headers, List<String> row) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            fields.put(headers.get(i), i < row.size() ? row.get(i) : "");
        }
        ObjectNode item = Documents.object();
        fields.forEach(item::put);
        return item;
    }
}
