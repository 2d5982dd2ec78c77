package brume.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code [ip, user, ..., status = 4*, bytes > 1000]}: conditions on the fields of a space-delimited
 * message, in which brackets and quotes hold a field together.
 *
 * @param before the conditions of the fields before the ellipsis, or of all
 * @param after the conditions of the fields after it
 */
record FieldPattern(
        List<Predicate<String>> before, boolean ellipsis, List<Predicate<String>> after)
        implements FilterPattern {

    static FieldPattern parse(String text) {
        Lexer lexer = new Lexer(text);
        lexer.expect("[");
        List<Predicate<String>> before = new ArrayList<>();
        List<Predicate<String>> after = new ArrayList<>();
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
    private static Predicate<String> field(Lexer lexer) {
        if (lexer.peek() == ',' || lexer.peek() == ']') {
            return value -> true;
        }
        lexer.word();
        if (lexer.peek() == ',' || lexer.peek() == ']') {
            return value -> true;
        }
        Predicate<String> condition = comparison(lexer);
        while (true) {
            if (lexer.accept("&&")) {
                lexer.word();
                condition = condition.and(comparison(lexer));
            } else if (lexer.accept("||")) {
                lexer.word();
                condition = condition.or(comparison(lexer));
            } else {
                return condition;
            }
        }
    }

    private static Predicate<String> comparison(Lexer lexer) {
        String operator = lexer.comparison();
        Operand operand = lexer.operand();
        return value -> operand.holds(operator, value, Operand.number(value));
    }

    @Override
    public boolean matches(String message) {
        List<String> fields = fields(message);
        int conditions = before.size() + after.size();
        if (ellipsis ? fields.size() < conditions : fields.size() != conditions) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).test(fields.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < after.size(); i++) {
            if (!after.get(i).test(fields.get(fields.size() - after.size() + i))) {
                return false;
            }
        }
        return true;
    }

    private static List<String> fields(String message) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at < message.length()) {
            char c = message.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            char close = c == '[' ? ']' : c == '"' ? '"' : '\0';
            int end = close == '\0' ? -1 : message.indexOf(close, at + 1);
            if (end >= 0) {
                fields.add(message.substring(at + 1, end));
                at = end + 1;
            } else {
                int stop = at;
                while (stop < message.length() && !Character.isWhitespace(message.charAt(stop))) {
                    stop++;
                }
                fields.add(message.substring(at, stop));
                at = stop;
            }
        }
        return fields;
    }
}
