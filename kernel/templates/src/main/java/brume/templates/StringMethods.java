package brume.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The methods of strings in templates; those that multiply or match are bounded by the budget. */
final class StringMethods {

    static final Set<String> NAMES =
            Set.of(
                    "length",
                    "isEmpty",
                    "isBlank",
                    "charAt",
                    "substring",
                    "indexOf",
                    "lastIndexOf",
                    "startsWith",
                    "endsWith",
                    "contains",
                    "equals",
                    "equalsIgnoreCase",
                    "compareTo",
                    "toLowerCase",
                    "toUpperCase",
                    "trim",
                    "concat",
                    "replace",
                    "replaceAll",
                    "replaceFirst",
                    "matches",
                    "split",
                    "toString");

    private StringMethods() {}

    static Object call(String string, String name, @Nullable Object[] arguments) {
        RenderBudget.CURRENT.get().characters(string.length() / 16);
        String first = TemplateMethods.text(arguments, 0);
        return switch (name) {
            case "length" -> string.length();
            case "isEmpty" -> string.isEmpty();
            case "isBlank" -> string.isBlank();
            case "charAt" -> String.valueOf(string.charAt(TemplateMethods.number(arguments, 0)));
            case "substring" -> substring(string, arguments);
            case "indexOf" ->
                    arguments.length > 1
                            ? string.indexOf(first, TemplateMethods.number(arguments, 1))
                            : string.indexOf(first);
            case "lastIndexOf" -> string.lastIndexOf(first);
            case "startsWith" -> string.startsWith(first);
            case "endsWith" -> string.endsWith(first);
            case "contains" -> string.contains(first);
            case "equals" -> arguments.length > 0 && string.equals(arguments[0]);
            case "equalsIgnoreCase" -> string.equalsIgnoreCase(first);
            case "compareTo" -> string.compareTo(first);
            case "toLowerCase" -> string.toLowerCase(Locale.ROOT);
            case "toUpperCase" -> string.toUpperCase(Locale.ROOT);
            case "trim" -> string.trim();
            case "concat" -> concat(string, first);
            case "replace" -> replace(string, Pattern.quote(first), literal(arguments), true);
            case "replaceAll" -> replace(string, first, TemplateMethods.text(arguments, 1), true);
            case "replaceFirst" ->
                    replace(string, first, TemplateMethods.text(arguments, 1), false);
            case "matches" -> matcher(string, first).matches();
            case "split" -> split(string, first, arguments);
            default -> string;
        };
    }

    private static String substring(String string, @Nullable Object[] arguments) {
        int from = TemplateMethods.number(arguments, 0);
        return arguments.length > 1
                ? string.substring(from, TemplateMethods.number(arguments, 1))
                : string.substring(from);
    }

    private static String literal(@Nullable Object[] arguments) {
        return Matcher.quoteReplacement(TemplateMethods.text(arguments, 1));
    }

    private static String concat(String string, String other) {
        RenderBudget.CURRENT.get().characters((long) string.length() + other.length());
        return string.concat(other);
    }

    private static String replace(String string, String pattern, String replacement, boolean all) {
        RenderBudget budget = RenderBudget.CURRENT.get();
        Matcher matcher = matcher(string, pattern);
        StringBuilder out = new StringBuilder();
        try {
            while (matcher.find()) {
                int before = out.length();
                matcher.appendReplacement(out, replacement);
                budget.characters(out.length() - before);
                if (!all) {
                    break;
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new TemplateException("not a replacement: " + replacement, e);
        }
        matcher.appendTail(out);
        return out.toString();
    }

    private static List<@Nullable Object> split(
            String string, String pattern, @Nullable Object[] arguments) {
        int limit = arguments.length > 1 ? TemplateMethods.number(arguments, 1) : 0;
        List<@Nullable Object> parts = new ArrayList<>();
        Matcher matcher = matcher(string, pattern);
        int from = 0;
        while ((limit <= 0 || parts.size() < limit - 1) && matcher.find()) {
            if (matcher.end() == 0) {
                continue;
            }
            parts.add(string.substring(from, matcher.start()));
            from = matcher.end();
            if (parts.size() > RenderBudget.ELEMENTS_MAX) {
                throw new TemplateException("a string is split into too many parts");
            }
        }
        parts.add(string.substring(from));
        while (limit == 0 && parts.size() > 1 && "".equals(parts.getLast())) {
            parts.removeLast();
        }
        return parts;
    }

    private static Matcher matcher(String string, String pattern) {
        try {
            return Pattern.compile(pattern).matcher(new MeteredText(string));
        } catch (PatternSyntaxException e) {
            throw new TemplateException("not a regular expression: " + pattern, e);
        }
    }

    /** A string that charges every look of a matcher to the budget. */
    private record MeteredText(String text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            RenderBudget.CURRENT.get().matcherStep();
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
