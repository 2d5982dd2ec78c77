package brume.services.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/** A text in which each asterisk stands for any text. */
final class Wildcard implements TextMatcher {

    private final String start;
    private final List<Needle> middle;
    private final String end;
    private final boolean fixed;

    Wildcard(String text) {
        int first = text.indexOf('*');
        int last = text.lastIndexOf('*');
        fixed = first < 0;
        start = fixed ? text : text.substring(0, first);
        end = fixed ? "" : text.substring(last + 1);
        middle = new ArrayList<>();
        if (first < last) {
            for (String part : text.substring(first + 1, last).split("\\*")) {
                if (!part.isEmpty()) {
                    middle.add(new Needle(part));
                }
            }
        }
    }

    /** Whether it is the whole of {@code text}. */
    @Override
    public boolean matches(String text) {
        if (fixed) {
            return text.equals(start);
        }
        if (!text.startsWith(start) || !text.endsWith(end)) {
            return false;
        }
        int at = start.length();
        for (Needle part : middle) {
            int found = part.find(text, at);
            if (found < 0) {
                return false;
            }
            at = found + part.length();
        }
        return at <= text.length() - end.length();
    }
}
