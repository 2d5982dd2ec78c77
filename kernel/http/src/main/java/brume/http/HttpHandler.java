package brume.http;

import brume.wire.HttpRequest;
import brume.wire.HttpResponse;

/** Answers requests; runs on a virtual thread of its own and may block. */
public interface HttpHandler {

    /** Answers a request whose body was read whole; must not throw. */
    HttpResponse handle(HttpRequest request);

    /** Answers a request whose body is larger than the server reads; its body is empty here. */
    HttpResponse tooLarge(HttpRequest request);

    /** Answers a request that cannot be read now because too many bytes are in flight. */
    HttpResponse overloaded(HttpRequest request);
}
