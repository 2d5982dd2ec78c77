package brume.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Reads the regular expressions of filter patterns. */
final class ExpressionParser {

    private static final String SYMBOLS = ":_#=@/;,-'\"~ ";
    private static final String QUANTIFIERS = "?*+{";

    private final String text;
    private int at;

    ExpressionParser(String text) {
        this.text = text;
    }

    Expression parse() {
        List<Expression.Automaton> alternatives = new ArrayList<>();
        do {
            alternatives.add(alternative());
        } while (accept('|'));
        return new Expression(alternatives);
    }

    private Expression.Automaton alternative() {
        boolean fromStart = accept('^');
        List<Expression.Item> items = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '|') {
            if (text.charAt(at) == '$') {
                at++;
                if (at < text.length() && text.charAt(at) != '|') {
                    throw invalid();
                }
                return new Expression.Automaton(items, fromStart, true);
            }
            quantified(characters(), items);
        }
        if (items.isEmpty()) {
            throw invalid();
        }
        return new Expression.Automaton(items, fromStart, false);
    }

    private IntPredicate characters() {
        char c = text.charAt(at++);
        return switch (c) {
            case '.' -> any -> true;
            case '\\' -> escape();
            case '[' -> bracket();
            default -> {
                if (!isLiteral(c)) {
                    throw invalid();
                }
                yield given -> given == c;
            }
        };
    }

    private static boolean isLiteral(char c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || SYMBOLS.indexOf(c) >= 0);
    }

    private IntPredicate escape() {
        if (at == text.length()) {
            throw invalid();
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'd' -> ExpressionParser::isDigit;
            case 'D' -> given -> !isDigit(given);
            case 'w' -> ExpressionParser::isWord;
            case 'W' -> given -> !isWord(given);
            case 's' -> ExpressionParser::isSpace;
            case 'S' -> given -> !isSpace(given);
            default -> {
                if (Character.isLetterOrDigit(c) || c >= 0x80) {
                    throw invalid();
                }
                yield given -> given == c;
            }
        };
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWord(int c) {
        return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private IntPredicate bracket() {
        boolean negated = accept('^');
        IntPredicate all = none -> false;
        boolean first = true;
        while (first || !accept(']')) {
            first = false;
            if (at == text.length()) {
                throw invalid();
            }
            all = all.or(bracketItem());
        }
        return negated ? all.negate() : all;
    }

    private IntPredicate bracketItem() {
        char from = text.charAt(at++);
        if (from == '\\') {
            return escape();
        }
        if (at + 1 < text.length() && text.charAt(at) == '-' && text.charAt(at + 1) != ']') {
            char to = text.charAt(at + 1);
            at += 2;
            if (to < from || to == '\\') {
                throw invalid();
            }
            return given -> given >= from && given <= to;
        }
        return given -> given == from;
    }

    private void quantified(IntPredicate characters, List<Expression.Item> items) {
        char quantifier = at < text.length() ? text.charAt(at) : '\0';
        if (quantifier == '\0' || QUANTIFIERS.indexOf(quantifier) < 0) {
            add(items, characters, 1, false, false);
            return;
        }
        at++;
        switch (quantifier) {
            case '?' -> add(items, characters, 1, true, false);
            case '*' -> add(items, characters, 1, true, true);
            case '+' -> add(items, characters, 1, false, true);
            default -> counted(characters, items);
        }
    }

    /** {@code {3}}, {@code {3,}} and {@code {3,5}}. */
    private void counted(IntPredicate characters, List<Expression.Item> items) {
        int least = number();
        boolean open = accept(',');
        int most = least;
        if (open) {
            most = at < text.length() && text.charAt(at) != '}' ? number() : -1;
        }
        if (!accept('}') || most >= 0 && most < least) {
            throw invalid();
        }
        add(items, characters, least, false, false);
        if (most < 0) {
            add(items, characters, 1, true, true);
        } else {
            add(items, characters, most - least, true, false);
        }
    }

    private int number() {
        int start = at;
        while (at < text.length() && isDigit(text.charAt(at)) && at - start < 3) {
            at++;
        }
        if (at == start) {
            throw invalid();
        }
        return Integer.parseInt(text.substring(start, at));
    }

    private void add(
            List<Expression.Item> items,
            IntPredicate characters,
            int count,
            boolean optional,
            boolean repeated) {
        if (items.size() + count > Expression.ITEMS_MAX) {
            throw new InvalidFilterPatternException(
                    "Invalid filter pattern: the regular expression is too long");
        }
        for (int i = 0; i < count; i++) {
            items.add(new Expression.Item(characters, optional, repeated));
        }
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private InvalidFilterPatternException invalid() {
        return new InvalidFilterPatternException(
                "Invalid filter pattern: the regular expression is invalid near position "
                        + (at + 1));
    }
}
