package brume.spi;

/**
 * Where clients reach this server.
 *
 * @param scheme {@code http} or {@code https}
 * @param port the bound port
 * @param testClock whether the clock may be moved
 * @param functionsPort the port on which functions reach this server without TLS: the bound one,
 *     or, where that speaks TLS, another one of the loopback address
 */
public record ServerEndpoint(
        String scheme, String host, int port, boolean testClock, int functionsPort) {

    /** An endpoint that speaks plain HTTP, or whose functions speak TLS to it. */
    public ServerEndpoint(String scheme, String host, int port, boolean testClock) {
        this(scheme, host, port, testClock, port);
    }

    /** For example {@code http://127.0.0.1:4566}. */
    public String url() {
        return scheme + "://" + host + ':' + port;
    }

    /** For example {@code http://abc.execute-api.localhost:4566}. */
    public String url(String subdomain) {
        return scheme + "://" + subdomain + ".localhost:" + port;
    }
}
