package brume.services.events.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleExpressionTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:30Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cron(0 10 * * ? *)            | 2026-03-01T09:59:59Z | 2026-03-01T10:00:00Z",
                "cron(0 10 * * ? *)            | 2026-03-01T10:00:00Z | 2026-03-02T10:00:00Z",
                "cron(15 12 * * ? *)           | 2026-12-31T12:15:00Z | 2027-01-01T12:15:00Z",
                "cron(0 18 ? * MON-FRI *)      | 2026-07-03T18:00:00Z | 2026-07-06T18:00:00Z",
                "cron(0 8 1 * ? *)             | 2026-02-01T08:00:00Z | 2026-03-01T08:00:00Z",
                "cron(0/15 * * * ? *)          | 2026-01-01T00:31:00Z | 2026-01-01T00:45:00Z",
                "cron(0/10 * ? * MON-FRI *)    | 2026-07-03T23:50:00Z | 2026-07-06T00:00:00Z",
                "cron(0/5 8-17 ? * MON-FRI *)  | 2026-07-01T17:55:00Z | 2026-07-02T08:00:00Z",
                "cron(0/30 20-2 ? * MON-FRI *) | 2026-07-01T02:30:00Z | 2026-07-01T20:00:00Z",
                "cron(5,35 14 * * ? *)         | 2026-01-01T14:05:00Z | 2026-01-01T14:35:00Z",
                "cron(0 0 L * ? *)             | 2026-02-01T00:00:00Z | 2026-02-28T00:00:00Z",
                "cron(0 0 L 2 ? *)             | 2027-03-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "cron(0 0 15W * ? *)           | 2026-08-01T00:00:00Z | 2026-08-14T00:00:00Z",
                "cron(0 0 1W * ? *)            | 2026-07-31T00:00:00Z | 2026-08-03T00:00:00Z",
                "cron(0 0 31W * ? *)           | 2026-05-01T00:00:00Z | 2026-05-29T00:00:00Z",
                "cron(0 0 LW * ? *)            | 2026-05-01T00:00:00Z | 2026-05-29T00:00:00Z",
                "cron(0 0 ? * 6L *)            | 2026-07-01T00:00:00Z | 2026-07-31T00:00:00Z",
                "cron(0 0 ? * L *)             | 2026-07-01T00:00:00Z | 2026-07-04T00:00:00Z",
                "cron(0 9 ? * 2#1 *)           | 2026-07-06T09:00:00Z | 2026-08-03T09:00:00Z",
                "cron(0 2 ? * SAT#3 *)         | 2026-07-01T00:00:00Z | 2026-07-18T02:00:00Z",
                "cron(0/5 5 ? JAN 1-5 2027)    | 2026-02-01T00:00:00Z | 2027-01-03T05:00:00Z",
                "cron(0 0 29 2 ? *)            | 2026-02-01T00:00:00Z | 2028-02-29T00:00:00Z",
                "rate(5 minutes)               | 2026-01-01T00:00:30Z | 2026-01-01T00:05:30Z",
                "rate(5 minutes)               | 2026-01-01T00:05:29Z | 2026-01-01T00:05:30Z",
                "rate(1 day)                   | 2026-06-30T00:00:30Z | 2026-07-01T00:00:30Z",
                "rate(2 hours)                 | 2025-12-31T00:00:00Z | 2026-01-01T02:00:30Z",
            })
    void theNextTimeIsFound(String expression, Instant after, Instant next) {
        ScheduleExpression schedule = ScheduleExpression.parse(expression.strip()).orElseThrow();
        assertThat(schedule.next(START, after)).contains(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cron(INVALID)",
                "cron(0 dummy ? * MON-FRI *)",
                "cron(7 20 * * NOT *)",
                "cron(71 8 1 * ? *)",
                "cron(0 1 * * * *)",
                "cron(0 1 ? * ? *)",
                "cron(0 1 * * ?)",
                "cron(0 1 32 * ? *)",
                "cron(0 1 ? * 8 *)",
                "cron(0 1 ? * 2#6 *)",
                "cron(0/0 1 * * ? *)",
                "cron(0 1 * * ? 1969)",
                "cron(, 1 * * ? *)",
                "cron(0 1 1-2-3 * ? *)",
                "rate(1 minutes)",
                "rate(5 minute)",
                "rate(0 minutes)",
                "rate(10 seconds)",
                "rate()",
                "rate(-1 days)",
                "every day",
                "cron(0 10 * * ? *"
            })
    void whatIsWrongIsRefused(String expression) {
        assertThat(ScheduleExpression.parse(expression)).isEmpty();
    }

    @Test
    void aScheduleCanEnd() {
        ScheduleExpression past =
                ScheduleExpression.parse("cron(15 10 ? * 6L 2002-2005)").orElseThrow();
        assertThat(past.next(START, START)).isEqualTo(Optional.empty());
        ScheduleExpression never = ScheduleExpression.parse("cron(0 0 31 2 ? *)").orElseThrow();
        assertThat(never.next(START, START)).isEmpty();
    }
}
