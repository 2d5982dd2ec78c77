package brume.iam;

/**
 * A compiled pattern of literal characters, "any characters" and "any one character". Matching is
 * iterative with a single backtracking point, so its cost is at most pattern length times text
 * length, whatever the pattern.
 */
final class Wildcard {

    /** Stands for any run of characters, also none; a non-character, so never part of a value. */
    static final char MANY = '\uFFFF';

    /** Stands for exactly one character. */
    static final char ONE = '\uFFFE';

    private final String pattern;
    private final boolean literal;

    /**
     * @param pattern literal text in which {@link #MANY} and {@link #ONE} are the wildcards
     */
    Wildcard(String pattern) {
        this.pattern = pattern;
        this.literal = pattern.indexOf(MANY) < 0 && pattern.indexOf(ONE) < 0;
    }

    /** The pattern in which {@code *} and {@code ?} of {@code text} are wildcards. */
    static Wildcard of(String text) {
        return new Wildcard(mark(text));
    }

    /** {@code text} with its asterisks and question marks turned into wildcards. */
    static String mark(String text) {
        return plain(text).replace('*', MANY).replace('?', ONE);
    }

    /** {@code value} without characters that would act as wildcards. */
    static String plain(String value) {
        if (value.indexOf(MANY) < 0 && value.indexOf(ONE) < 0) {
            return value;
        }
        return value.replace(MANY, '\uFFFD').replace(ONE, '\uFFFD');
    }

    boolean matches(String text) {
        return literal ? pattern.equals(text) : matches(pattern, text, 0, text.length());
    }

    /** Whether the part of {@code text} from {@code start} to {@code end} matches. */
    boolean matches(String text, int start, int end) {
        if (literal) {
            return end - start == pattern.length()
                    && text.regionMatches(start, pattern, 0, pattern.length());
        }
        return matches(pattern, text, start, end);
    }

    private static boolean matches(String pattern, String text, int start, int end) {
        int p = 0;
        int t = start;
        int starAt = -1;
        int resumeAt = start;
        while (t < end) {
            char c = p < pattern.length() ? pattern.charAt(p) : '\0';
            if (p < pattern.length() && c == MANY) {
                starAt = p++;
                resumeAt = t;
            } else if (p < pattern.length() && (c == ONE || c == text.charAt(t))) {
                p++;
                t++;
            } else if (starAt >= 0) {
                p = starAt + 1;
                t = ++resumeAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == MANY) {
            p++;
        }
        return p == pattern.length();
    }

    @Override
    public String toString() {
        return pattern.replace(MANY, '*').replace(ONE, '?');
    }
}
