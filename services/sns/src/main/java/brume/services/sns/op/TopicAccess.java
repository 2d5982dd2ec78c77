package brume.services.sns.op;

import brume.api.sns.SnsErrors;
import brume.base.AccountId;
import brume.base.Arn;
import brume.services.sns.domain.Topic;
import brume.services.sns.store.TopicStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How requests name topics and subscriptions, and the permission that each operation asks for.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SNS";
 * texts as recorded from AWS by LocalStack's tests of SNS.
 */
public final class TopicAccess {

    private static final int ARN_PARTS = 6;

    /** What an operation does with a topic. */
    @FunctionalInterface
    public interface Body<I, O> {
        O apply(I input, Arn topic, Call call);
    }

    private final TopicStore topics;

    public TopicAccess(TopicStore topics) {
        this.topics = topics;
    }

    /** An operation on the topic of an ARN, which the topic's policy may permit. */
    public <I extends Shape, O extends Shape> Operation<I, O> topic(
            OperationModel<I, O> model, Function<I, @Nullable String> arn, Body<I, O> body) {
        return Operation.of(
                model,
                (input, call) -> may(model, topicArn(arn.apply(input), call)),
                (input, call) -> body.apply(input, topicArn(arn.apply(input), call), call));
    }

    /** An operation on a subscription; it asks for the permission on its topic. */
    public <I extends Shape, O extends Shape> Operation<I, O> subscription(
            OperationModel<I, O> model, Function<I, String> arn, Body<I, O> body) {
        return Operation.of(
                model,
                (input, call) -> may(model, topicOf(subscriptionArn(arn.apply(input)))),
                (input, call) -> body.apply(input, subscriptionArn(arn.apply(input)), call));
    }

    private List<Permission> may(OperationModel<?, ?> model, Arn topic) {
        Optional<String> policy =
                topics.read(reader -> topics.find(reader, topic)).flatMap(Topic::policy);
        String action = model.name().equals("PublishBatch") ? "sns:Publish" : model.action();
        return List.of(Permission.of(action, topic.toString()).withResourcePolicy(policy));
    }

    /** The topic of a text; topics of other regions are not reached from here. */
    static Arn topicArn(@Nullable String text, Call call) {
        Arn arn = parse(text == null ? "" : text, "TopicArn");
        if (!arn.service().equals("sns")
                || !AccountId.isValid(arn.account())
                || !arn.region().equals(call.region().value())) {
            throw SnsErrors.invalidParameterException("Invalid parameter: TopicArn");
        }
        return arn;
    }

    private static Arn subscriptionArn(String text) {
        Arn arn = parse(text, "SubscriptionArn");
        if (arn.resource().indexOf(':') < 0 || !AccountId.isValid(arn.account())) {
            throw SnsErrors.invalidParameterException("Invalid parameter: SubscriptionId");
        }
        return arn;
    }

    private static Arn parse(String text, String parameter) {
        int parts = text.split(":", -1).length;
        if (text.isEmpty()) {
            throw invalid(parameter, "no value for required parameter");
        }
        if (parts < ARN_PARTS) {
            throw invalid(parameter, "An ARN must have at least 6 elements, not " + parts);
        }
        return Arn.find(text)
                .orElseThrow(() -> invalid(parameter, "An ARN must start with 'arn:'"));
    }

    static Arn topicOf(Arn subscription) {
        String resource = subscription.resource();
        return new Arn(
                subscription.partition(),
                subscription.service(),
                subscription.region(),
                subscription.account(),
                resource.substring(0, resource.lastIndexOf(':')));
    }

    static String idOf(Arn subscription) {
        return subscription.resource().substring(subscription.resource().lastIndexOf(':') + 1);
    }

    static ServiceException invalid(String parameter, String reason) {
        return SnsErrors.invalidParameterException(
                "Invalid parameter: " + parameter + " Reason: " + reason);
    }

    // Pages: the token is the name of the last entry.

    static @Nullable String after(@Nullable String token) {
        if (token == null || token.isEmpty()) {
            return null;
        }
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw SnsErrors.invalidParameterException("Invalid parameter: NextToken");
        }
    }

    static String token(String last) {
        return Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }
}
