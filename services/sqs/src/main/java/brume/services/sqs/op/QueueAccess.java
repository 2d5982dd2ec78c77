package brume.services.sqs.op;

import brume.api.sqs.SqsErrors;
import brume.base.AccountId;
import brume.base.Scope;
import brume.services.sqs.domain.MessageRules;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.store.QueueStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Prepared;
import brume.spi.ServerEndpoint;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How requests name queues, and the permission that each operation asks for. Source: Service
 * Authorization Reference, "Actions, resources, and condition keys for Amazon SQS".
 */
public final class QueueAccess {

    /** What an operation does with a queue. */
    @FunctionalInterface
    public interface Body<I, O> {
        O apply(I input, Queue queue, Call call);
    }

    private final QueueStore queues;
    private final ServerEndpoint endpoint;

    public QueueAccess(QueueStore queues, ServerEndpoint endpoint) {
        this.queues = queues;
        this.endpoint = endpoint;
    }

    /** An operation that other accounts may be permitted by the queue's policy. */
    public <I extends Shape, O extends Shape> Operation<I, O> shared(
            OperationModel<I, O> model, Function<I, String> url, Body<I, O> body) {
        return new OnQueue<>(model, url, body, true);
    }

    /** An operation that the queue's policy cannot permit to other accounts. */
    public <I extends Shape, O extends Shape> Operation<I, O> owned(
            OperationModel<I, O> model, Function<I, String> url, Body<I, O> body) {
        return new OnQueue<>(model, url, body, false);
    }

    private final class OnQueue<I extends Shape, O extends Shape> implements Operation<I, O> {
        private final OperationModel<I, O> model;
        private final Function<I, String> url;
        private final Body<I, O> body;
        private final boolean shared;

        OnQueue(
                OperationModel<I, O> model,
                Function<I, String> url,
                Body<I, O> body,
                boolean shared) {
            this.model = model;
            this.url = url;
            this.body = body;
            this.shared = shared;
        }

        @Override
        public OperationModel<I, O> model() {
            return model;
        }

        @Override
        public O handle(I input, Call call) {
            return prepare(input, call).handle();
        }

        @Override
        public List<Permission> permissions(I input, Call call) {
            return prepare(input, call).permissions();
        }

        @Override
        public Prepared<O> prepare(I input, Call call) {
            require(input);
            Queue queue = get(url.apply(input), call);
            boolean own = call.account().value().equals(queue.account());
            Permission permission =
                    Permission.of(action(), queue.arn())
                            .withResourcePolicy(shared || own ? queue.policy() : Optional.empty());
            return new Prepared<>() {
                @Override
                public List<Permission> permissions() {
                    return List.of(permission);
                }

                @Override
                public O handle() {
                    return body.apply(input, queue, call);
                }
            };
        }

        /** Batches need the permission of what they do. */
        private String action() {
            String action = model.action();
            return action.endsWith("Batch")
                    ? action.substring(0, action.length() - "Batch".length())
                    : action;
        }
    }

    /** Demands the members that the model requires. */
    static void require(Shape input) {
        for (Member member : input.schema().members()) {
            if (member.required() && input.member(member.index()) == null) {
                throw MessageRules.missing(member.name());
            }
        }
    }

    /** The queue of a URL: its path ends with the account and the name; or of a name alone. */
    private Queue get(String url, Call call) {
        String path = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return queues.read(reader -> queues.get(reader, call.scope(), path));
        }
        int before = path.lastIndexOf('/', slash - 1);
        String account = path.substring(before + 1, slash);
        if (before < 0 || !AccountId.isValid(account)) {
            throw SqsErrors.invalidAddress(
                    "The address " + url + " is not valid for this endpoint.");
        }
        Scope scope = new Scope(new AccountId(account), call.region());
        return queues.read(reader -> queues.get(reader, scope, path.substring(slash + 1)));
    }

    /** The URL of a queue at the host that the client has called. */
    public String url(Scope scope, String name, Call call) {
        String server =
                call.host().equals("localhost")
                        ? endpoint.url()
                        : endpoint.scheme() + "://" + call.host();
        return server + '/' + scope.account().value() + '/' + name;
    }
}
