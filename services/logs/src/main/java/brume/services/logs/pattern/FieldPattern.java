package brume.services.logs.pattern;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Conditions on the fields of a space-delimited message, in which brackets and quotes hold a field
 * together: {@code [ip, user, ..., status = 4*, bytes > 1000]}.
 *
 * @param before the fields before the ellipsis, or all
 * @param after the fields after it
 */
record FieldPattern(List<Field> before, boolean ellipsis, List<Field> after)
        implements FilterPattern {

    /** One field; the name is empty if the pattern gives none. */
    record Field(String name, Predicate<String> condition) {}

    static FieldPattern parse(String text) {
        Lexer lexer = new Lexer(text);
        lexer.expect("[");
        List<Field> before = new ArrayList<>();
        List<Field> after = new ArrayList<>();
        boolean ellipsis = false;
        if (!lexer.accept("]")) {
            do {
                if (lexer.accept("...")) {
                    if (ellipsis) {
                        throw lexer.invalid();
                    }
                    ellipsis = true;
                } else {
                    (ellipsis ? after : before).add(field(lexer));
                }
            } while (lexer.accept(","));
            lexer.expect("]");
        }
        lexer.end();
        return new FieldPattern(before, ellipsis, after);
    }

    /** A name, optionally with conditions: {@code w1 = ERROR || w1 = WARN}. */
    private static Field field(Lexer lexer) {
        lexer.countCondition();
        if (lexer.peek() == ',' || lexer.peek() == ']') {
            return new Field("", value -> true);
        }
        boolean grouped = lexer.accept("(");
        String name = lexer.word();
        if (lexer.peek() == ',' || lexer.peek() == ']') {
            return new Field(name, value -> true);
        }
        Predicate<String> condition = comparison(lexer);
        while (true) {
            if (lexer.accept("&&")) {
                requireName(lexer, name);
                condition = condition.and(comparison(lexer));
            } else if (lexer.accept("||")) {
                requireName(lexer, name);
                condition = condition.or(comparison(lexer));
            } else {
                if (grouped) {
                    lexer.expect(")");
                }
                return new Field(name, condition);
            }
        }
    }

    private static void requireName(Lexer lexer, String name) {
        lexer.countCondition();
        if (!lexer.word().equals(name)) {
            throw lexer.invalid();
        }
    }

    private static Predicate<String> comparison(Lexer lexer) {
        String operator = lexer.comparison();
        Operand operand = lexer.operand();
        return value -> operand.holds(operator, value, Operand.number(value));
    }

    @Override
    public boolean matches(String message) {
        List<String> values = values(message);
        int wanted = before.size() + after.size();
        if (ellipsis ? values.size() < wanted : values.size() != wanted) {
            return wanted == 0;
        }
        return holds(before, values.subList(0, before.size()))
                && holds(after, values.subList(values.size() - after.size(), values.size()));
    }

    private static boolean holds(List<Field> fields, List<String> values) {
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).condition().test(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Map<String, String> extract(String message) {
        List<String> values = values(message);
        Map<String, String> extracted = new LinkedHashMap<>();
        int tail = values.size() - after.size();
        for (int i = 0; i < values.size(); i++) {
            String name = "";
            if (i < before.size()) {
                name = before.get(i).name();
            } else if (i >= tail) {
                name = after.get(i - tail).name();
            }
            extracted.put("$" + (name.isEmpty() ? Integer.toString(i + 1) : name), values.get(i));
        }
        return extracted;
    }

    private static List<String> values(String message) {
        List<String> values = new ArrayList<>();
        int[] nextClose = {-1, -1};
        int at = 0;
        while (at < message.length()) {
            char c = message.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            int end = c == '[' || c == '"' ? close(message, at, nextClose) : -1;
            if (end >= 0) {
                values.add(message.substring(at + 1, end));
                at = end + 1;
            } else {
                int stop = at;
                while (stop < message.length() && !Character.isWhitespace(message.charAt(stop))) {
                    stop++;
                }
                values.add(message.substring(at, stop));
                at = stop;
            }
        }
        return values;
    }

    /**
     * Where the bracket or quote at {@code at} is closed, or -1; looks ahead only once for each.
     */
    private static int close(String message, int at, int[] nextClose) {
        int kind = message.charAt(at) == '[' ? 0 : 1;
        if (nextClose[kind] <= at) {
            int found = message.indexOf(kind == 0 ? ']' : '"', at + 1);
            nextClose[kind] = found < 0 ? Integer.MAX_VALUE : found;
        }
        return nextClose[kind] == Integer.MAX_VALUE ? -1 : nextClose[kind];
    }
}
