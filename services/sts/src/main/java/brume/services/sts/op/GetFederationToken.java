package brume.services.sts.op;

import brume.api.sts.FederatedUser;
import brume.api.sts.GetFederationTokenRequest;
import brume.api.sts.GetFederationTokenResponse;
import brume.api.sts.StsApi;
import brume.services.sts.domain.SessionTags;
import brume.services.sts.domain.StsQuotas;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Temporary credentials for somebody else: what the user's policies and the given ones both allow.
 * Source: IAM User Guide, "Permissions for GetFederationToken".
 */
public final class GetFederationToken
        implements Operation<GetFederationTokenRequest, GetFederationTokenResponse> {

    private static final String TAG_SESSION = "sts:TagSession";

    private final IdentityDirectory identities;
    private final Sessions sessions;

    public GetFederationToken(IdentityDirectory identities, Sessions sessions) {
        this.identities = identities;
        this.sessions = sessions;
    }

    @Override
    public OperationModel<GetFederationTokenRequest, GetFederationTokenResponse> model() {
        return StsApi.GET_FEDERATION_TOKEN;
    }

    @Override
    public List<Permission> permissions(GetFederationTokenRequest input, Call call) {
        String arn = "arn:aws:sts::" + call.account() + ":federated-user/" + input.name();
        Map<String, String> tags = SessionParameters.tags(input.tags());
        List<String> actions = new ArrayList<>(List.of(model().action()));
        if (!tags.isEmpty()) {
            actions.add(TAG_SESSION);
        }
        return actions.stream()
                .map(action -> Permission.of(action, arn).withContext(SessionTags.context(tags)))
                .toList();
    }

    @Override
    public GetFederationTokenResponse handle(GetFederationTokenRequest input, Call call) {
        if (call.principal() instanceof Principal.Root) {
            throw CommonErrors.notImplemented(StsApi.MODEL, "GetFederationToken for the root user");
        }
        if (!(call.principal() instanceof Principal.User user)
                || GetSessionToken.isTemporary(user)) {
            throw CommonErrors.accessDenied(
                    StsApi.MODEL, "Cannot call GetFederationToken with session credentials");
        }
        Principal.FederatedUser federated =
                new Principal.FederatedUser(
                        user,
                        input.name(),
                        new Principal.SessionContext(
                                SessionParameters.policies(input.policy()),
                                SessionParameters.policyArns(
                                        input.policyArns(), user.accountId(), identities),
                                SessionParameters.tags(input.tags()),
                                Set.of(),
                                Optional.empty()));
        long seconds =
                input.durationSeconds() == null
                        ? StsQuotas.FEDERATION_SECONDS_DEFAULT.value()
                        : input.durationSeconds();
        Sessions.Credentials credentials =
                SessionParameters.issue(
                        () -> sessions.issue(federated, Duration.ofSeconds(seconds)));
        return GetFederationTokenResponse.builder()
                .credentials(GetSessionToken.shape(credentials))
                .federatedUser(
                        FederatedUser.builder()
                                .federatedUserId(federated.id())
                                .arn(federated.arn())
                                .build())
                .packedPolicySize(SessionParameters.packedPercent(federated.session()))
                .build();
    }
}
