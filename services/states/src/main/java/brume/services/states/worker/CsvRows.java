package brume.services.states.worker;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of a CSV file, as RFC 4180 describes it; empty lines are none. */
final class CsvRows {

    /** Characters of one row at most: an item may not be larger than a state's input. */
    private static final int ROW_CHARACTERS_MAX = 1024 * 1024;

    private final Reader reader;
    private final char delimiter;
    private int ahead;

    CsvRows(Reader reader, char delimiter) throws IOException {
        this.reader = reader;
        this.delimiter = delimiter;
        this.ahead = reader.read();
        if (ahead == '\ufeff') {
            ahead = reader.read();
        }
    }

    /** The fields of the next row. */
    Optional<List<String>> next() throws IOException, ItemReaderException {
        while (ahead == '\n' || ahead == '\r') {
            ahead = reader.read();
        }
        if (ahead < 0) {
            return Optional.empty();
        }
        List<String> row = new ArrayList<>();
        int length = 0;
        do {
            String field = field();
            row.add(field);
            length += field.length() + 1;
            if (length > ROW_CHARACTERS_MAX) {
                throw new ItemReaderException("A row of the CSV file is too long");
            }
        } while (more());
        return Optional.of(row);
    }

    /** Whether the row goes on after a field. */
    private boolean more() throws IOException {
        if (ahead != delimiter) {
            return false;
        }
        ahead = reader.read();
        return true;
    }

    private String field() throws IOException, ItemReaderException {
        StringBuilder field = new StringBuilder();
        boolean quoted = ahead == '"';
        if (quoted) {
            ahead = reader.read();
        }
        while (ahead >= 0) {
            if (quoted && ahead == '"') {
                ahead = reader.read();
                if (ahead != '"') {
                    quoted = false;
                    continue;
                }
            } else if (!quoted && (ahead == delimiter || ahead == '\n' || ahead == '\r')) {
                break;
            }
            field.append((char) ahead);
            if (field.length() > ROW_CHARACTERS_MAX) {
                throw new ItemReaderException("A field of the CSV file is too long");
            }
            ahead = reader.read();
        }
        return field.toString();
    }
}
