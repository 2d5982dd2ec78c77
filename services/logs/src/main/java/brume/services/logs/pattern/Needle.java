package brume.services.logs.pattern;

/**
 * A text that is searched in others in linear time (Knuth, Morris and Pratt, Fast pattern matching
 * in strings, 1977): {@link String#contains} takes the product of both lengths in the worst case,
 * which a client could choose.
 */
final class Needle implements TextMatcher {

    private final String text;
    private final int[] borders;

    Needle(String text) {
        this.text = text;
        this.borders = new int[text.length()];
        int border = 0;
        for (int i = 1; i < text.length(); i++) {
            while (border > 0 && text.charAt(border) != text.charAt(i)) {
                border = borders[border - 1];
            }
            if (text.charAt(border) == text.charAt(i)) {
                border++;
            }
            borders[i] = border;
        }
    }

    int length() {
        return text.length();
    }

    /** Where the text occurs first in {@code hay} from {@code start} on, or -1. */
    int find(String hay, int start) {
        if (text.isEmpty()) {
            return start;
        }
        int matched = 0;
        for (int i = start; i < hay.length(); i++) {
            while (matched > 0 && text.charAt(matched) != hay.charAt(i)) {
                matched = borders[matched - 1];
            }
            if (text.charAt(matched) == hay.charAt(i)) {
                matched++;
            }
            if (matched == text.length()) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    /** Whether it occurs anywhere in {@code hay}. */
    @Override
    public boolean matches(String hay) {
        return find(hay, 0) >= 0;
    }
}
