package brume.services.apigatewayv2.execution;

import brume.spi.Principal;
import brume.wire.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of who signed a request, by those that {@code $context.identity} gives them. */
public final class SignerIdentity {

    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([^/%]+)[/%]");

    private SignerIdentity() {}

    public static Map<String, String> of(Principal principal, HttpRequest request) {
        Map<String, String> identity = new LinkedHashMap<>();
        String account = principal.account().map(a -> a.value()).orElse("");
        String id =
                switch (principal) {
                    case Principal.User user -> user.userId();
                    case Principal.RoleSession session ->
                            session.roleId() + ':' + session.sessionName();
                    case Principal.FederatedUser user -> user.id();
                    default -> account;
                };
        String credential =
                request.header("Authorization")
                        .orElseGet(() -> request.query().replace("X-Amz-Credential", "Credential"));
        Matcher key = ACCESS_KEY.matcher(credential);
        identity.put("accessKey", key.find() ? key.group(1) : "");
        identity.put("accountId", account);
        identity.put("caller", id);
        identity.put("user", id);
        identity.put("userArn", principal.arn());
        return identity;
    }
}
