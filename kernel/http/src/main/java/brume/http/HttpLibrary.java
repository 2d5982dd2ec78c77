package brume.http;

import io.helidon.webserver.http.HttpRouting;

/**
 * The loading of the HTTP library. Helidon looks for its own services when it is first used, which
 * takes a third of the server's start; done on a thread of its own it overlaps with the opening of
 * the data.
 */
public final class HttpLibrary {

    private HttpLibrary() {}

    /**
     * Begins to load the library and returns at once; {@link HttpServer} waits for what it needs.
     */
    public static void prepare() {
        Thread.ofPlatform()
                .daemon()
                .name("http-library")
                .start(() -> {
                    var ignored = HttpRouting.builder();
                });
    }
}
