package brume.services.ec2.domain;

/**
 * Matching of filter values: {@code *} stands for any text, {@code ?} for one character, and a
 * backslash takes the meaning from the next one. Source: "List and filter your resources", EC2 user
 * guide. Takes time proportional to the product of the lengths at worst.
 */
final class Wildcard {

    private Wildcard() {}

    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int starPattern = -1;
        int starText = -1;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                starPattern = ++p;
                starText = t;
                continue;
            }
            int width = width(pattern, p);
            if (width > 0 && one(pattern, p, text.charAt(t))) {
                p += width;
                t++;
            } else if (starPattern >= 0) {
                p = starPattern;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** How many characters of the pattern stand for the next character of the text. */
    private static int width(String pattern, int at) {
        if (at >= pattern.length()) {
            return 0;
        }
        return pattern.charAt(at) == '\\' && at + 1 < pattern.length() ? 2 : 1;
    }

    private static boolean one(String pattern, int at, char c) {
        if (width(pattern, at) == 2) {
            return pattern.charAt(at + 1) == c;
        }
        return pattern.charAt(at) == '?' || pattern.charAt(at) == c;
    }
}
