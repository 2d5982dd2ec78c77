package brume.services.apigateway.execution;

import brume.api.apigateway.MethodSetting;
import brume.spi.Permission;
import brume.spi.WebEndpoint;
import brume.wire.ServiceException;
import java.util.Locale;

/**
 * Clients that ask for a fresh answer of a cached method with {@code Cache-Control: max-age=0}.
 * Source: Developer Guide, "Invalidate an API Gateway cache entry" and "Handle unauthorized
 * requests"; the text of the warning is ours.
 */
final class CacheControl {

    private static final String WARNING =
            "199 - \"Cache-Control was ignored, because the request is not authorized to"
                    + " invalidate the cache\"";

    private CacheControl() {}

    static void apply(Invocation invocation, WebEndpoint.Gate gate) {
        boolean asked =
                invocation
                        .request
                        .http()
                        .header("Cache-Control")
                        .map(value -> value.toLowerCase(Locale.ROOT).replace(" ", ""))
                        .filter(value -> value.contains("max-age=0"))
                        .isPresent();
        if (!asked) {
            return;
        }
        MethodSetting setting = invocation.method.setting();
        boolean free = Boolean.FALSE.equals(setting.requireAuthorizationForCacheControl());
        if (free || isPermitted(invocation, gate)) {
            invocation.renew();
            return;
        }
        switch (String.valueOf(setting.unauthorizedCacheControlHeaderStrategy())) {
            case "FAIL_WITH_403" -> throw GatewayException.cacheInvalidationDenied();
            case "SUCCEED_WITH_RESPONSE_HEADER" -> invocation.warn(WARNING);
            default -> {
                // The kept answer, without a word.
            }
        }
    }

    private static boolean isPermitted(Invocation invocation, WebEndpoint.Gate gate) {
        if (invocation.caller.isEmpty()) {
            return false;
        }
        try {
            gate.authorize(
                    invocation.caller.get(),
                    Permission.of("execute-api:InvalidateCache", invocation.methodArn()));
            return true;
        } catch (ServiceException e) {
            return false;
        }
    }
}
