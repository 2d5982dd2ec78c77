package brume.services.logs.pattern;

/** What a text is compared with: a term, a text with asterisks, or a regular expression. */
@FunctionalInterface
interface TextMatcher {

    boolean matches(String text);
}
