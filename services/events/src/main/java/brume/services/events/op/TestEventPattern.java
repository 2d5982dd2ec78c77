package brume.services.events.op;

import brume.api.events.EventsApi;
import brume.api.events.TestEventPatternRequest;
import brume.api.events.TestEventPatternResponse;
import brume.services.events.domain.EventPattern;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.OperationModel;

/** Whether a pattern would match an event. */
public final class TestEventPattern
        implements Operation<TestEventPatternRequest, TestEventPatternResponse> {

    @Override
    public OperationModel<TestEventPatternRequest, TestEventPatternResponse> model() {
        return EventsApi.TEST_EVENT_PATTERN;
    }

    @Override
    public TestEventPatternResponse handle(TestEventPatternRequest input, Call call) {
        if (!isObject(input.event())) {
            throw CommonErrors.validation(EventsApi.MODEL, "Parameter Event is not valid.");
        }
        Rules.requireValid(input.eventPattern());
        return TestEventPatternResponse.builder()
                .result(EventPattern.matches(input.eventPattern(), input.event()))
                .build();
    }

    private static boolean isObject(String event) {
        try {
            return Documents.parse(event).isObject();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
