package brume.services.logs.op;

import brume.api.logs.LogsApi;
import brume.api.logs.MetricFilterMatchRecord;
import brume.api.logs.TestMetricFilterRequest;
import brume.api.logs.TestMetricFilterResponse;
import brume.services.logs.pattern.FilterPattern;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;

/** Tries a filter pattern on messages that the request brings along. */
public final class TestMetricFilter
        implements Operation<TestMetricFilterRequest, TestMetricFilterResponse> {

    @Override
    public OperationModel<TestMetricFilterRequest, TestMetricFilterResponse> model() {
        return LogsApi.TEST_METRIC_FILTER;
    }

    @Override
    public TestMetricFilterResponse handle(TestMetricFilterRequest input, Call call) {
        FilterPattern pattern = Patterns.parse(input.filterPattern());
        List<MetricFilterMatchRecord> matches = new ArrayList<>();
        long number = 0;
        for (String message : input.logEventMessages()) {
            number++;
            if (pattern.matches(message)) {
                matches.add(
                        MetricFilterMatchRecord.builder()
                                .eventNumber(number)
                                .eventMessage(message)
                                .extractedValues(pattern.extract(message))
                                .build());
            }
        }
        return TestMetricFilterResponse.builder().matches(matches).build();
    }
}
