package brume.services.sns;

import brume.api.sns.SnsApi;
import brume.services.sns.op.ConfirmationLinks;
import brume.services.sns.op.Publishing;
import brume.services.sns.op.Subscriptions;
import brume.services.sns.op.TopicAccess;
import brume.services.sns.op.Topics;
import brume.services.sns.store.TopicStore;
import brume.services.sns.worker.Deliveries;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.spi.WebEndpoint;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.stream.Stream;

/** SNS: topics, subscriptions and the delivery of messages. */
public final class SnsService implements Service {

    private final List<Operation<?, ?>> operations;
    private final List<WebEndpoint> endpoints;

    public SnsService(ServiceContext context) {
        TopicStore topics = new TopicStore(context.store());
        Deliveries deliveries =
                new Deliveries(
                        topics,
                        context.queues(),
                        context.calls(),
                        context.http(),
                        context.endpoint(),
                        context.clock());
        deliveries.register();
        TopicAccess on = new TopicAccess(topics);
        Subscriptions subscriptions = new Subscriptions(topics, on, deliveries);
        endpoints = List.of(new ConfirmationLinks(subscriptions));
        operations =
                Stream.of(
                                new Topics(topics, on).all(),
                                subscriptions.all(),
                                new Publishing(topics, on, deliveries, context.clock()).all())
                        .<Operation<?, ?>>flatMap(List::stream)
                        .toList();
    }

    @Override
    public ServiceModel model() {
        return SnsApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }

    @Override
    public List<WebEndpoint> endpoints() {
        return endpoints;
    }
}
