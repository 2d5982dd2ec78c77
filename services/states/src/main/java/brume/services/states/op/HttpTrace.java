package brume.services.states.op;

import brume.api.states.InspectionDataRequest;
import brume.api.states.InspectionDataResponse;
import brume.services.states.worker.StateTest;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The request of an HTTP task and its answer, as TestState shows them with the level TRACE. */
final class HttpTrace {

    private HttpTrace() {}

    static @Nullable InspectionDataRequest request(@Nullable OutboundRequest request) {
        return request == null
                ? null
                : InspectionDataRequest.builder()
                        .protocol(request.url().getScheme())
                        .method(request.method())
                        .url(request.url().toString())
                        .headers(StateTest.headers(request.headers()))
                        .body(text(request.body()))
                        .build();
    }

    static @Nullable InspectionDataResponse response(
            @Nullable OutboundRequest request, @Nullable HttpResponse answer) {
        return request == null || answer == null
                ? null
                : InspectionDataResponse.builder()
                        .protocol(request.url().getScheme())
                        .statusCode(Integer.toString(answer.status()))
                        .statusMessage(StateTest.reason(answer.status()))
                        .headers(StateTest.headers(answer.headers()))
                        .body(text(answer.body()))
                        .build();
    }

    private static @Nullable String text(byte[] body) {
        return body.length == 0 ? null : new String(body, StandardCharsets.UTF_8);
    }
}
