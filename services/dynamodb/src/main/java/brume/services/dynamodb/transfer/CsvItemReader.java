package brume.services.dynamodb.transfer;

import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it: the key attributes of the table and its indexes have their types, all
 * other columns are texts, and an empty column is no attribute. Source: Developer Guide, "Amazon S3
 * import formats for DynamoDB".
 */
public final class CsvItemReader implements ItemReader {

    /** Of one row; an item has at most 400 KB. */
    private static final int ROW_CHARACTERS_MAX = 1 << 20;

    private final Reader reader;
    private final char delimiter;
    private final Map<String, String> types = new HashMap<>();
    private @Nullable List<String> headers;
    private int ahead;
    private int length;

    /**
     * @param headers the names of the columns; null if the first row has them
     * @param definitions the types of the key attributes
     */
    public CsvItemReader(
            InputStream in,
            char delimiter,
            @Nullable List<String> headers,
            List<KeyAttribute> definitions)
            throws IOException {
        this.reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        this.delimiter = delimiter;
        this.headers = headers;
        definitions.forEach(key -> types.put(key.name(), key.type()));
        advance();
        if (ahead == '\ufeff') {
            advance();
        }
    }

    private void advance() throws IOException {
        try {
            ahead = reader.read();
        } catch (CharacterCodingException e) {
            throw new UnreadableSourceException("The object is not UTF-8");
        }
    }

    @Override
    public boolean skip() throws IOException {
        names();
        return row() != null;
    }

    @Override
    public @Nullable Map<String, Value> next() throws IOException {
        List<String> names = names();
        List<String> row = row();
        if (row == null) {
            return null;
        }
        if (row.size() != names.size()) {
            throw new UnreadableSourceException(
                    "The row has " + row.size() + " columns where the header has " + names.size());
        }
        Map<String, Value> item = LinkedHashMap.newLinkedHashMap(row.size());
        for (int i = 0; i < row.size(); i++) {
            if (!row.get(i).isEmpty()) {
                item.put(names.get(i), value(names.get(i), row.get(i)));
            }
        }
        return item;
    }

    private Value value(String name, String text) {
        return switch (types.getOrDefault(name, "S")) {
            case "N" -> new Value.N(Decimal.parse(text));
            case "B" -> new Value.B(bytes(name, text));
            default -> new Value.S(text);
        };
    }

    private static Blob bytes(String name, String text) {
        try {
            return Blob.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidRequest("The value of " + name + " is not base64");
        }
    }

    private List<String> names() throws IOException {
        List<String> known = headers;
        if (known == null) {
            List<String> first = row();
            known = first == null ? List.of() : first;
            if (new HashSet<>(known).size() < known.size() || known.contains("")) {
                throw new UnreadableSourceException(
                        "The header has an empty name, or one of them twice");
            }
            headers = known;
        }
        return known;
    }

    private @Nullable List<String> row() throws IOException {
        while (ahead == '\n' || ahead == '\r') {
            advance();
        }
        if (ahead < 0) {
            return null;
        }
        List<String> row = new ArrayList<>();
        length = 0;
        while (true) {
            row.add(field());
            count();
            if (ahead != delimiter) {
                return row;
            }
            advance();
        }
    }

    private void count() throws UnreadableSourceException {
        if (++length > ROW_CHARACTERS_MAX) {
            throw new UnreadableSourceException("The row is too long");
        }
    }

    private boolean atEnd() {
        return ahead < 0 || ahead == delimiter || ahead == '\n' || ahead == '\r';
    }

    private String field() throws IOException {
        if (ahead == '"') {
            return quotedField();
        }
        StringBuilder field = new StringBuilder();
        while (!atEnd()) {
            field.append((char) ahead);
            count();
            advance();
        }
        return field.toString();
    }

    private String quotedField() throws IOException {
        StringBuilder field = new StringBuilder();
        advance();
        while (true) {
            if (ahead < 0) {
                throw new UnreadableSourceException("A quoted field does not end");
            }
            if (ahead == '"') {
                advance();
                if (atEnd()) {
                    return field.toString();
                }
                if (ahead != '"') {
                    throw new UnreadableSourceException("A quote in a field is not doubled");
                }
            }
            field.append((char) ahead);
            count();
            advance();
        }
    }
}
