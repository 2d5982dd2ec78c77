package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to asynchronous events of a version or alias; what is null is as by default.
 *
 * @param qualifier $LATEST, a number or an alias
 * @param onSuccess the ARN that gets a record of each success
 * @param onFailure the ARN that gets a record of each event that is given up
 */
public record EventInvokeConfig(
        String account,
        String region,
        String functionName,
        String qualifier,
        @Nullable Integer retriesMax,
        @Nullable Integer ageSecondsMax,
        @Nullable String onSuccess,
        @Nullable String onFailure,
        Instant modified) {

    /** The defaults of every function. */
    public static EventInvokeConfig of(FunctionReference reference) {
        return new EventInvokeConfig(
                reference.scope().account().value(),
                reference.region().value(),
                reference.name(),
                reference.qualifier().orElse(FunctionReference.LATEST),
                null,
                null,
                null,
                null,
                Instant.EPOCH);
    }

    public FunctionReference reference() {
        return new FunctionReference(
                new Scope(new AccountId(account), new Region(region)),
                functionName,
                Optional.of(qualifier));
    }

    /** Retries after errors of the function. */
    public int retries() {
        return retriesMax == null ? (int) LambdaQuotas.ASYNCHRONOUS_RETRIES.value() : retriesMax;
    }

    public long ageSeconds() {
        return ageSecondsMax == null
                ? LambdaQuotas.ASYNCHRONOUS_AGE_SECONDS.value()
                : ageSecondsMax;
    }
}
