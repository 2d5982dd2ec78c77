package brume.spi;

/**
 * Where clients reach this server.
 *
 * @param scheme {@code http} or {@code https}
 * @param port the bound port
 * @param testClock whether the clock may be moved
 */
public record ServerEndpoint(String scheme, String host, int port, boolean testClock) {

    /** For example {@code http://127.0.0.1:4566}. */
    public String url() {
        return scheme + "://" + host + ':' + port;
    }

    /** For example {@code http://abc.execute-api.localhost:4566}. */
    public String url(String subdomain) {
        return scheme + "://" + subdomain + ".localhost:" + port;
    }
}
