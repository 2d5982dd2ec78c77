package brume.services.lambda.op;

import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListVersionsByFunctionRequest;
import brume.api.lambda.ListVersionsByFunctionResponse;
import brume.api.lambda.PublishVersionRequest;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Operation;
import java.util.List;

/** The operations on published versions. */
public final class VersionOperations {

    private static final int PAGE_MAX = 50;

    private final FunctionStore functions;
    private final Publisher publisher;

    public VersionOperations(FunctionStore functions) {
        this.functions = functions;
        this.publisher = new Publisher(functions);
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.PUBLISH_VERSION,
                        PublishVersionRequest::functionName,
                        input -> null,
                        this::publish),
                FunctionOperations.on(
                        LambdaApi.LIST_VERSIONS_BY_FUNCTION,
                        ListVersionsByFunctionRequest::functionName,
                        input -> null,
                        this::list));
    }

    private FunctionConfiguration publish(
            PublishVersionRequest input, FunctionReference reference) {
        Checks.unqualified(reference);
        Checks.absent(input.publishTo(), "PublishTo");
        LambdaFunction version =
                functions.transact(transaction -> {
                    LambdaFunction latest = functions.get(transaction, reference.unqualified());
                    Checks.revision(input.revisionId(), latest.revisionId());
                    checkCode(input.codeSha256(), latest);
                    Checks.settled(latest);
                    return publisher.publish(transaction, latest, input.description());
                });
        return Configurations.of(version, version.qualifiedArn());
    }

    private static void checkCode(
            @org.jspecify.annotations.Nullable String expected, LambdaFunction latest) {
        String present = latest.code().sha256();
        if (expected != null && !expected.equals(present)) {
            throw LambdaErrors.invalidParameterValueException(
                    "CodeSHA256 ("
                            + expected
                            + ") is different from current CodeSHA256 in $LATEST ("
                            + present
                            + "). Please try again with the CodeSHA256 in $LATEST.");
        }
    }

    private ListVersionsByFunctionResponse list(
            ListVersionsByFunctionRequest input, FunctionReference reference) {
        LambdaFunction latest = functions.get(reference.unqualified());
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Markers.Page<LambdaFunction> page =
                Markers.Page.of(
                        functions.versions(latest, Markers.number(input.marker()), limit + 1),
                        limit,
                        version -> version.isLatest() ? "0" : version.version());
        return ListVersionsByFunctionResponse.builder()
                .versions(
                        page.items().stream()
                                .map(v -> Configurations.listed(v, v.qualifiedArn()))
                                .toList())
                .nextMarker(page.next())
                .build();
    }
}
