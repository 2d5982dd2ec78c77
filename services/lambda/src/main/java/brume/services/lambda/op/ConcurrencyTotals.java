package brume.services.lambda.op;

import brume.base.Scope;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.ProvisionedConfig;
import brume.services.lambda.store.FunctionStore;
import java.util.List;
import java.util.Optional;

/** What the functions of an account take of its limits. */
final class ConcurrencyTotals {

    private static final int PAGE = 1000;

    private final FunctionStore functions;

    ConcurrencyTotals(FunctionStore functions) {
        this.functions = functions;
    }

    /**
     * The sums.
     *
     * @param reserved concurrency that is reserved, or provisioned for functions that reserve none
     */
    record Totals(long reserved, long functions, long codeBytes) {}

    /**
     * The sums of an account and region.
     *
     * @param without a function whose concurrency does not count
     */
    Totals of(Scope scope, String without) {
        long reserved = 0;
        long count = 0;
        long codeBytes = 0;
        Optional<String> after = Optional.empty();
        while (true) {
            List<LambdaFunction> page = functions.list(scope, after, PAGE);
            for (LambdaFunction function : page) {
                count++;
                codeBytes += codeBytes(function);
                reserved += function.name().equals(without) ? 0 : concurrency(function);
            }
            if (page.size() < PAGE) {
                return new Totals(reserved, count, codeBytes);
            }
            after = Optional.of(page.getLast().name());
        }
    }

    private int concurrency(LambdaFunction function) {
        Integer reserved = function.reservedConcurrency();
        return reserved == null ? provisioned(function) : reserved;
    }

    /** What is provisioned for all versions and aliases of a function. */
    int provisioned(LambdaFunction function) {
        return functions
                .read(reader ->
                        functions
                                .provisioned()
                                .list(
                                        reader,
                                        function.scope(),
                                        function.name(),
                                        Optional.empty(),
                                        Integer.MAX_VALUE))
                .stream()
                .mapToInt(ProvisionedConfig::requested)
                .sum();
    }

    /** What a function and its versions take of the storage. */
    private long codeBytes(LambdaFunction latest) {
        return functions.versions(latest, Optional.empty(), Integer.MAX_VALUE).stream()
                .mapToLong(version -> version.code().bytes())
                .sum();
    }
}
