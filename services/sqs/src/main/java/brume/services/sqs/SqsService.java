package brume.services.sqs;

import brume.api.sqs.SqsApi;
import brume.services.sqs.op.Attributes;
import brume.services.sqs.op.QueueAccess;
import brume.services.sqs.op.Queues;
import brume.services.sqs.op.Receiving;
import brume.services.sqs.op.Sending;
import brume.services.sqs.op.Tags;
import brume.services.sqs.store.MessageStore;
import brume.services.sqs.store.QueueSignals;
import brume.services.sqs.store.QueueStore;
import brume.services.sqs.worker.Expiry;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.stream.Stream;

/** SQS: queues, messages and their visibility. */
public final class SqsService implements Service {

    private final List<Operation<?, ?>> operations;
    private final QueueSignals signals;
    private final Expiry expiry;

    public SqsService(ServiceContext context) {
        QueueStore queues = new QueueStore(context.store());
        signals = new QueueSignals(context.clock());
        MessageStore messages = new MessageStore(context.store(), queues, signals);
        expiry = new Expiry(queues, messages, context.clock());
        QueueAccess access = new QueueAccess(queues, context.endpoint());
        Attributes attributes = new Attributes(queues, messages, access, context.clock());
        operations =
                Stream.of(
                                new Queues(queues, messages, attributes, access, context.clock())
                                        .all(),
                                attributes.all(),
                                new Sending(queues, messages, signals, access, context.clock())
                                        .all(),
                                new Receiving(queues, messages, signals, access, context.clock())
                                        .all(),
                                new Tags(queues, access).all())
                        .<Operation<?, ?>>flatMap(List::stream)
                        .toList();
    }

    @Override
    public ServiceModel model() {
        return SqsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public void start() {
        expiry.start();
    }

    @Override
    public void release() {
        signals.close();
    }

    @Override
    public void stop() {
        expiry.stop();
    }
}
