package brume.services.lambda.worker;

import brume.api.lambda.LambdaErrors;
import brume.api.lambda.TooManyRequestsException;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaQuotas;
import brume.wire.ServiceException;
import java.util.HashMap;
import java.util.Map;

/**
 * How many events are being handled, or wait for an environment, within AWS's limits.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html">Understanding
 *     Lambda function scaling</a>
 */
final class ConcurrencyLimits {

    private final Map<String, Integer> running = new HashMap<>();
    private int total;

    /**
     * Counts one more event of {@code function}.
     *
     * @throws ServiceException TooManyRequestsException beyond the function's or the account's
     *     limit
     */
    synchronized void enter(LambdaFunction function) {
        int present = running.getOrDefault(function.arn(), 0);
        Integer reserved = function.reservedConcurrency();
        if (reserved != null && present >= reserved) {
            throw throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
        }
        if (total >= LambdaQuotas.CONCURRENT_EXECUTIONS.value()) {
            throw throttled("ConcurrentInvocationLimitExceeded");
        }
        running.put(function.arn(), present + 1);
        total++;
    }

    /** An event is over. */
    synchronized void leave(String functionArn) {
        total--;
        int left = running.getOrDefault(functionArn, 1) - 1;
        if (left == 0) {
            running.remove(functionArn);
        } else {
            running.put(functionArn, left);
        }
    }

    synchronized int running(String functionArn) {
        return running.getOrDefault(functionArn, 0);
    }

    static ServiceException throttled(String reason) {
        return LambdaErrors.tooManyRequestsException(
                "Rate Exceeded.",
                TooManyRequestsException.builder()
                        .message("Rate Exceeded.")
                        .reason(reason)
                        .type("User")
                        .build());
    }
}
