package brume.services.logs.op;

import brume.services.logs.domain.EventId;

/**
 * A token of GetLogEvents, such as {@code f/34...56 digits.../s}.
 *
 * @param forward whether it leads to later events
 * @param place between two events: forward answers what is at it or later, backward what is earlier
 */
record StreamToken(boolean forward, EventId place) {

    private static final int PREFIX = 2;

    static StreamToken parse(String text) {
        boolean forward = text.startsWith("f/");
        if ((!forward && !text.startsWith("b/")) || !text.endsWith("/s")) {
            throw PageTokens.invalid();
        }
        String digits = text.substring(PREFIX, Math.max(PREFIX, text.length() - PREFIX));
        return new StreamToken(forward, EventId.parse(digits).orElseThrow(PageTokens::invalid));
    }

    String text() {
        return (forward ? "f/" : "b/") + place.text() + "/s";
    }
}
