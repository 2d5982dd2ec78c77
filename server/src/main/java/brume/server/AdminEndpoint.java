package brume.server;

import brume.base.MovableClock;
import brume.wire.Documents;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;

/** The server's own addresses below {@code /_brume/}. */
final class AdminEndpoint {

    static final String PREFIX = "/_brume/";

    private final MovableClock clock;
    private final TestClock testClock;
    private final Instant started;
    private final List<String> services;

    AdminEndpoint(TestClock testClock, List<String> services) {
        this.clock = testClock.clock();
        this.testClock = testClock;
        this.started = clock.now();
        this.services = services;
    }

    HttpResponse handle(HttpRequest request) {
        return switch (request.method() + ' ' + request.path()) {
            case "GET /_brume/health" -> health();
            case "GET /_brume/clock" -> json(200, time());
            case "POST /_brume/clock" -> advance(request);
            default -> error(404, "There is nothing at " + request.path());
        };
    }

    private HttpResponse health() {
        ObjectNode body = Documents.object();
        body.put("status", "ready");
        body.put("version", Brume.VERSION);
        body.put("started", started.toString());
        services.forEach(body.putArray("services")::add);
        return json(200, body);
    }

    private ObjectNode time() {
        ObjectNode body = Documents.object();
        body.put("now", clock.now().toString());
        body.put("offset", clock.offset().toString());
        return body;
    }

    private HttpResponse advance(HttpRequest request) {
        if (!testClock.enabled()) {
            return error(403, "The clock can be moved only if the server runs with --test-clock");
        }
        try {
            JsonNode by = Documents.parse(request.body()).path("advance");
            testClock.advance(duration(by.asText()));
            return json(200, time());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return error(400, "Expected {\"advance\":\"P180D\"}: " + e.getMessage());
        }
    }

    /** ISO 8601: both {@code PT90S} and {@code P6M}, the latter counted from the clock's date. */
    private Duration duration(String text) {
        if (text.matches("[+]?P[^T]+") && text.matches(".*[YMW]")) {
            LocalDateTime now = LocalDateTime.ofInstant(clock.now(), ZoneOffset.UTC);
            return Duration.between(now, now.plus(Period.parse(text)));
        }
        return Duration.parse(text);
    }

    private static HttpResponse json(int status, JsonNode body) {
        return HttpResponse.of(
                status,
                "application/json",
                (Documents.text(body) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse error(int status, String message) {
        return json(status, Documents.object().put("message", message));
    }
}
