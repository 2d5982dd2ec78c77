package brume.services.sqs;

import brume.api.sqs.SqsApi;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** SQS: queues, messages and their visibility. */
public final class SqsService implements Service {

    private final List<Operation<?, ?>> operations;

    public SqsService(ServiceContext context) {
        operations = List.of();
    }

    @Override
    public ServiceModel model() {
        return SqsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}
