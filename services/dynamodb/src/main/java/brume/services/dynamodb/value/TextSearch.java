package brume.services.dynamodb.value;

/**
 * Whether one text contains another, in a time that grows with the sum of their lengths, not with
 * their product: Knuth, Morris and Pratt's algorithm. A filter may look for 200 KB in each item.
 */
final class TextSearch {

    /** Up to here the plain search costs little, and the JDK has it in vector instructions. */
    private static final int PLAIN_LENGTH_MAX = 32;

    private TextSearch() {}

    static boolean contains(String text, String part) {
        if (part.length() <= PLAIN_LENGTH_MAX) {
            return text.contains(part);
        }
        if (part.length() > text.length()) {
            return false;
        }
        int[] borders = borders(part);
        int matched = 0;
        for (int i = 0; i < text.length() && matched < part.length(); i++) {
            matched = next(part, borders, matched, text.charAt(i));
        }
        return matched == part.length();
    }

    /** For each prefix of {@code part}, how long the longest is that both begins and ends it. */
    private static int[] borders(String part) {
        int[] borders = new int[part.length()];
        int matched = 0;
        for (int i = 1; i < part.length(); i++) {
            matched = next(part, borders, matched, part.charAt(i));
            borders[i] = matched;
        }
        return borders;
    }

    private static int next(String part, int[] borders, int matched, char c) {
        int length = matched;
        while (length > 0 && part.charAt(length) != c) {
            length = borders[length - 1];
        }
        return part.charAt(length) == c ? length + 1 : length;
    }
}
