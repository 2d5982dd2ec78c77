package brume.services.apigateway;

import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The endpoints that integrations call: keeps what they are sent and answers what it is told. */
final class FakeEndpoints {

    final List<OutboundRequest> requests = new ArrayList<>();
    private Optional<HttpResponse> answer = Optional.empty();

    void answer(int status, String body, String... headers) {
        HttpHeaders fields = new HttpHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            fields.add(headers[i], headers[i + 1]);
        }
        answer =
                Optional.of(
                        new HttpResponse(status, fields, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** From now on nobody is there. */
    void vanish() {
        answer = Optional.empty();
    }

    HttpResponse send(OutboundRequest request) throws IOException {
        requests.add(request);
        return answer.orElseThrow(() -> new IOException("Connection refused"));
    }

    OutboundRequest last() {
        return requests.getLast();
    }
}
