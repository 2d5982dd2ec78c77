package brume.services.logs.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of an event in its stream.
 *
 * @param number the how-manieth event of the stream it is, from 1
 */
public record Position(long timeMillis, long number) {

    /** The form of GetLogEvents' tokens: a direction and 56 digits. */
    private static final Pattern TOKEN = Pattern.compile("([fb])/(\\d{38})(\\d{18})/s");

    /** A parsed token. */
    public record Token(boolean forward, Position position) {

        public static Optional<Token> parse(String text) {
            Matcher matcher = TOKEN.matcher(text);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new Token(
                                matcher.group(1).equals("f"),
                                new Position(
                                        Long.parseLong(matcher.group(2)),
                                        Long.parseLong(matcher.group(3)))));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
    }

    public String forwardToken() {
        return "f/" + digits() + "/s";
    }

    public String backwardToken() {
        return "b/" + digits() + "/s";
    }

    private String digits() {
        return String.format("%038d%018d", timeMillis, number);
    }
}
