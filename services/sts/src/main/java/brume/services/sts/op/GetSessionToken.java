package brume.services.sts.op;

import brume.api.sts.Credentials;
import brume.api.sts.GetSessionTokenRequest;
import brume.api.sts.GetSessionTokenResponse;
import brume.api.sts.StsApi;
import brume.services.sts.domain.StsQuotas;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Principal;
import brume.spi.Sessions;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;
import java.time.Duration;
import java.util.List;

/** Temporary credentials for a user's own use. Nobody needs a permission for it. */
public final class GetSessionToken
        implements Operation<GetSessionTokenRequest, GetSessionTokenResponse> {

    private static final String TEMPORARY_KEY_PREFIX = "ASIA";

    private final Sessions sessions;

    public GetSessionToken(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public OperationModel<GetSessionTokenRequest, GetSessionTokenResponse> model() {
        return StsApi.GET_SESSION_TOKEN;
    }

    @Override
    public List<Permission> permissions(GetSessionTokenRequest input, Call call) {
        return List.of();
    }

    @Override
    public GetSessionTokenResponse handle(GetSessionTokenRequest input, Call call) {
        if (input.serialNumber() != null || input.tokenCode() != null) {
            throw CommonErrors.notImplemented(
                    StsApi.MODEL, "GetSessionToken with SerialNumber and TokenCode");
        }
        if (call.principal() instanceof Principal.Root) {
            throw CommonErrors.notImplemented(StsApi.MODEL, "GetSessionToken for the root user");
        }
        if (!(call.principal() instanceof Principal.User user) || isTemporary(user)) {
            throw CommonErrors.accessDenied(
                    StsApi.MODEL, "Cannot call GetSessionToken with session credentials");
        }
        long seconds =
                input.durationSeconds() == null
                        ? StsQuotas.SESSION_TOKEN_SECONDS_DEFAULT.value()
                        : input.durationSeconds();
        return GetSessionTokenResponse.builder()
                .credentials(shape(sessions.issue(user, Duration.ofSeconds(seconds))))
                .build();
    }

    /** Whether the user signed with credentials that end. */
    static boolean isTemporary(Principal.User user) {
        return user.accessKeyId().startsWith(TEMPORARY_KEY_PREFIX);
    }

    static Credentials shape(Sessions.Credentials credentials) {
        return Credentials.builder()
                .accessKeyId(credentials.accessKeyId())
                .secretAccessKey(credentials.secretAccessKey())
                .sessionToken(credentials.sessionToken())
                .expiration(credentials.expiration())
                .build();
    }
}
