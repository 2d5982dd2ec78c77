package brume.services.states.domain.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One step of a reference path: a name, or an index if {@code index} is not negative. */
record ReferenceStep(String name, int index) {

    boolean isIndex() {
        return index >= 0;
    }

    /** The steps of a path that begins with {@code $}, or null if it is not a reference path. */
    static @Nullable List<ReferenceStep> parse(String path) {
        List<ReferenceStep> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            int end;
            if (path.charAt(at) == '.') {
                end = at + 1;
                while (end < path.length() && isNamePart(path.charAt(end))) {
                    end++;
                }
                if (end == at + 1 || (end < path.length() && path.charAt(end) == '(')) {
                    return null;
                }
                steps.add(new ReferenceStep(path.substring(at + 1, end), -1));
            } else if (path.charAt(at) == '[') {
                end = bracket(path, at, steps);
                if (end < 0) {
                    return null;
                }
            } else {
                return null;
            }
            at = end;
        }
        return List.copyOf(steps);
    }

    /** Reads {@code ['name']} or {@code [7]}; the position behind it, or -1 if it is neither. */
    private static int bracket(String path, int at, List<ReferenceStep> steps) {
        int close = path.indexOf(']', at);
        if (close < 0) {
            return -1;
        }
        char first = path.charAt(at + 1);
        if (first == '\'' || first == '"') {
            int quote = path.indexOf(first, at + 2);
            if (quote < 0 || quote + 1 >= path.length() || path.charAt(quote + 1) != ']') {
                return -1;
            }
            String name = path.substring(at + 2, quote);
            if (name.endsWith("\\") || name.contains("\\\\")) {
                // An escaped quote or backslash; before anything else a backslash is itself.
                return -1;
            }
            steps.add(new ReferenceStep(name, -1));
            return quote + 2;
        }
        String digits = path.substring(at + 1, close);
        if (digits.isEmpty()
                || digits.length() > 9
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        steps.add(new ReferenceStep("", Integer.parseInt(digits)));
        return close + 1;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }
}
