package brume.services.sts;

import brume.api.sts.StsApi;
import brume.services.sts.op.AssumeRole;
import brume.services.sts.op.DecodeAuthorizationMessage;
import brume.services.sts.op.GetAccessKeyInfo;
import brume.services.sts.op.GetCallerIdentity;
import brume.services.sts.op.GetFederationToken;
import brume.services.sts.op.GetSessionToken;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** STS: it keeps nothing; roles come from the identity directory, sessions are sealed tokens. */
public final class StsService implements Service {

    private final List<Operation<?, ?>> operations;

    public StsService(ServiceContext context) {
        operations =
                List.of(
                        new AssumeRole(context.identities(), context.sessions()),
                        new DecodeAuthorizationMessage(),
                        new GetAccessKeyInfo(context.identities()),
                        new GetCallerIdentity(),
                        new GetFederationToken(context.identities(), context.sessions()),
                        new GetSessionToken(context.sessions()));
    }

    @Override
    public ServiceModel model() {
        return StsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}
