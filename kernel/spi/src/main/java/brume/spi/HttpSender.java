package brume.spi;

import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.io.IOException;

/** The way to endpoints outside this server: integrations of APIs, HTTP tasks, webhooks. */
@FunctionalInterface
public interface HttpSender {

    /**
     * Sends a request and reads the whole answer. Redirects are not followed, cookies not kept and
     * bodies not decompressed.
     *
     * @throws IOException if the endpoint cannot be reached, does not speak HTTP, is silent for
     *     longer than the timeout or answers more than was asked for
     */
    HttpResponse send(OutboundRequest request) throws IOException;
}
