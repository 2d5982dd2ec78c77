package brume.services.lambda.op;

import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.Publication;
import brume.services.lambda.store.FunctionStore;
import brume.store.Transaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes versions of $LATEST. */
final class Publisher {

    private final FunctionStore functions;

    Publisher(FunctionStore functions) {
        this.functions = functions;
    }

    /**
     * The version that {@code latest} is: a new one, or the newest one if nothing has changed
     * since. Another description alone is no change.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html">
     *     PublishVersion</a>
     */
    LambdaFunction publish(
            Transaction transaction, LambdaFunction latest, @Nullable String description) {
        Publication last = latest.lastPublication();
        if (last != null) {
            Optional<LambdaFunction> newest =
                    functions
                            .find(transaction, reference(latest, last.number()), 1)
                            .filter(version -> same(version, latest, last.description()));
            if (newest.isPresent()) {
                return newest.get();
            }
        }
        long number = last == null ? 1 : last.number() + 1;
        String own = latest.configuration().description();
        LambdaFunction version =
                latest.publish(
                        number,
                        description == null || description.isEmpty() ? own : description,
                        Ids.uuid(),
                        Ids.uuid());
        functions.put(transaction, version);
        functions.put(
                transaction, latest.withPublication(new Publication(number, own), Ids.uuid()));
        functions.keepCode(transaction, latest);
        functions.keepCode(transaction, version);
        return version;
    }

    private static FunctionReference reference(LambdaFunction latest, long number) {
        return new FunctionReference(
                latest.scope(), latest.name(), Optional.of(Long.toString(number)));
    }

    private static boolean same(LambdaFunction version, LambdaFunction latest, String description) {
        return version.code().sha256().equals(latest.code().sha256())
                && version.configuration()
                        .withDescription(description)
                        .equals(latest.configuration());
    }
}
