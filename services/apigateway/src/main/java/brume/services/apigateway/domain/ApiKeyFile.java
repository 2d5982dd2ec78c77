package brume.services.apigateway.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A file of API keys with comma-separated values. Source: Developer Guide, "API Gateway API key
 * file format": a header with the columns in any order and case, of which {@code name} and {@code
 * key} are required; quotes around a field that has commas.
 */
public final class ApiKeyFile {

    private static final List<String> COLUMNS =
            List.of("name", "key", "description", "enabled", "usageplanids");

    private ApiKeyFile() {}

    /**
     * One key.
     *
     * @param value of the key, empty for one by chance
     */
    public record Row(
            String name, String value, String description, boolean enabled, Set<String> planIds) {}

    /**
     * Reads a file.
     *
     * @throws brume.wire.ServiceException BadRequestException for a file without the columns, or
     *     with more rows than an account can have keys
     */
    public static List<Row> read(String text) {
        List<List<String>> lines = lines(text);
        if (lines.isEmpty()) {
            throw ApiErrors.bad("Invalid API Key CSV: the file is empty");
        }
        List<String> header =
                lines.removeFirst().stream()
                        .map(column -> column.strip().toLowerCase(Locale.ROOT))
                        .toList();
        for (String column : header) {
            if (!COLUMNS.contains(column)) {
                throw ApiErrors.bad("Invalid API Key CSV: unknown column " + column);
            }
        }
        if (!header.contains("name") || !header.contains("key")) {
            throw ApiErrors.bad("Invalid API Key CSV: the columns name and key are required");
        }
        if (new HashSet<>(header).size() < header.size()) {
            throw ApiErrors.bad("Invalid API Key CSV: a column is there twice");
        }
        if (lines.size() > ApigatewayQuotas.API_KEYS.value()) {
            throw ApiErrors.bad("Invalid API Key CSV: too many keys");
        }
        return lines.stream().map(line -> row(header, line)).toList();
    }

    private static Row row(List<String> header, List<String> line) {
        if (line.size() > header.size()) {
            throw ApiErrors.bad("Invalid API Key CSV: a row has more fields than the header");
        }
        return new Row(
                field(header, line, "name"),
                field(header, line, "key"),
                field(header, line, "description"),
                !field(header, line, "enabled").equalsIgnoreCase("false"),
                plans(field(header, line, "usageplanids")));
    }

    private static String field(List<String> header, List<String> line, String column) {
        int index = header.indexOf(column);
        return index < 0 || index >= line.size() ? "" : line.get(index).strip();
    }

    private static Set<String> plans(String text) {
        Set<String> plans = new HashSet<>();
        for (String plan : text.split(",", -1)) {
            if (!plan.isBlank()) {
                plans.add(plan.strip());
            }
        }
        return plans;
    }

    /** The fields of each line that is not blank; a quoted field may hold line ends. */
    private static List<List<String>> lines(String text) {
        List<List<String>> lines = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (quoted || (c != ',' && c != '\n' && c != '\r')) {
                field.append(c);
            } else {
                fields.add(field.toString());
                field.setLength(0);
                if (c != ',') {
                    end(lines, fields);
                    fields = new ArrayList<>();
                }
            }
        }
        fields.add(field.toString());
        end(lines, fields);
        return lines;
    }

    private static void end(List<List<String>> lines, List<String> fields) {
        if (fields.size() > 1 || !fields.getFirst().isBlank()) {
            lines.add(fields);
        }
    }
}
