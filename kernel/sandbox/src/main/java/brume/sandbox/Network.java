package brume.sandbox;

import java.util.Locale;

/** What a function can reach. */
public enum Network {
    /** A loopback interface with the server's endpoint, and nothing else. */
    NONE,
    /** The host's network. */
    HOST;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
