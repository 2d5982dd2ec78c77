package brume.services.lambda.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP address of a function or of an alias.
 *
 * @param alias null for $LATEST
 * @param id the first label of its host name
 * @param authType NONE or AWS_IAM
 * @param invokeMode BUFFERED or RESPONSE_STREAM; null, if the client never said it, is BUFFERED
 */
public record FunctionUrl(
        String account,
        String region,
        String functionName,
        @Nullable String alias,
        String id,
        String authType,
        @Nullable String invokeMode,
        @Nullable Cors cors,
        String created,
        String modified) {

    /** Which other sites' pages may use it; a missing list allows nothing. */
    public record Cors(
            boolean allowCredentials,
            @Nullable List<String> allowHeaders,
            @Nullable List<String> allowMethods,
            @Nullable List<String> allowOrigins,
            @Nullable List<String> exposeHeaders,
            @Nullable Integer maxAgeSeconds) {}

    public FunctionReference reference() {
        return new FunctionReference(
                new Scope(new AccountId(account), new Region(region)),
                functionName,
                Optional.ofNullable(alias));
    }

    public FunctionUrl with(
            String newAuthType,
            @Nullable String newInvokeMode,
            @Nullable Cors newCors,
            String newModified) {
        return new FunctionUrl(
                account,
                region,
                functionName,
                alias,
                id,
                newAuthType,
                newInvokeMode,
                newCors,
                created,
                newModified);
    }

    /** Whether the function's response is sent while it is written. */
    public boolean streams() {
        return "RESPONSE_STREAM".equals(invokeMode);
    }
}
