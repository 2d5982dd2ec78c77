package brume.services.sns;

import brume.api.sns.SnsApi;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** SNS: topics, subscriptions and publishing. */
public final class SnsService implements Service {

    private final List<Operation<?, ?>> operations;

    public SnsService(ServiceContext context) {
        operations = List.of();
    }

    @Override
    public ServiceModel model() {
        return SnsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}
