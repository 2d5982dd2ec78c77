package brume.services.apigatewayv2;

import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The endpoints that integrations call: keeps what they are sent and answers what it is told. */
final class FakeEndpoints {

    final List<OutboundRequest> requests = new ArrayList<>();
    private final Map<String, String> fixed = new HashMap<>();
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

    /** What an address answers, whatever the others do. */
    void at(String url, String body) {
        fixed.put(url, body);
    }

    HttpResponse send(OutboundRequest request) throws IOException {
        requests.add(request);
        String body = fixed.get(request.url().toString());
        if (body != null) {
            return HttpResponse.of(200, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }
        return answer.orElseThrow(() -> new IOException("Connection refused"));
    }

    OutboundRequest last() {
        return requests.getLast();
    }
}
