package brume.services.events.worker;

import brume.api.events.KinesisParameters;
import brume.api.events.SqsParameters;
import brume.api.events.Target;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.PutRecordInput;
import brume.api.lambda.InvocationRequest;
import brume.api.lambda.InvocationType;
import brume.api.lambda.LambdaApi;
import brume.api.sns.PublishInput;
import brume.api.sns.SnsApi;
import brume.api.sqs.SendMessageRequest;
import brume.api.sqs.SqsApi;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import brume.services.events.domain.EventPath;
import brume.services.events.domain.EventRule;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.Blob;
import brume.wire.Documents;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * Hands an event to its target: a function, a queue, a topic or a Kinesis stream. With a role it is
 * the role that does it; without one it is EventBridge, which the target's policy has to let in.
 */
final class TargetCalls {

    private static final String SERVICE = "events.amazonaws.com";
    private static final String SESSION = "events";

    /** The longest partition key. Source: API Reference of Kinesis, PutRecord. */
    private static final int PARTITION_KEY_CHARACTERS_MAX = 256;

    private final Calls calls;

    TargetCalls(Calls calls) {
        this.calls = calls;
    }

    /**
     * Hands it over.
     *
     * @param input what the target gets
     * @param event what it was made of
     * @throws ServiceException what the target answers
     */
    void send(Scope scope, EventRule rule, Target target, String input, String event) {
        Arn arn = Arn.find(target.arn()).orElseThrow();
        Scope there = new Scope(new AccountId(arn.account()), new Region(arn.region()));
        Principal principal = principal(scope, rule, target);
        switch (arn.service()) {
            case "lambda" ->
                    calls.invoke(
                            LambdaApi.INVOKE,
                            InvocationRequest.builder()
                                    .functionName(target.arn())
                                    .invocationType(InvocationType.EVENT)
                                    .payload(Blob.ofText(input))
                                    .build(),
                            principal,
                            there);
            case "sqs" ->
                    calls.invoke(
                            SqsApi.SEND_MESSAGE,
                            SendMessageRequest.builder()
                                    .queueUrl("/" + arn.account() + '/' + arn.resource())
                                    .messageBody(input)
                                    .messageGroupId(group(target))
                                    .build(),
                            principal,
                            there);
            case "sns" ->
                    calls.invoke(
                            SnsApi.PUBLISH,
                            PublishInput.builder().topicArn(target.arn()).message(input).build(),
                            principal,
                            there);
            case "kinesis" ->
                    calls.invoke(
                            KinesisApi.PUT_RECORD,
                            PutRecordInput.builder()
                                    .streamARN(target.arn())
                                    .data(Blob.ofText(input))
                                    .partitionKey(partitionKey(target, Documents.parse(event)))
                                    .build(),
                            principal,
                            there);
            default -> throw new IllegalStateException("no target: " + target.arn());
        }
    }

    private Principal principal(Scope scope, EventRule rule, Target target) {
        Principal.ServicePrincipal service =
                new Principal.ServicePrincipal(SERVICE, rule.arn(scope), scope.account());
        return target.roleArn() == null
                ? service
                : calls.assume(target.roleArn(), service, SESSION);
    }

    private static @org.jspecify.annotations.Nullable String group(Target target) {
        SqsParameters parameters = target.sqsParameters();
        return parameters == null ? null : parameters.messageGroupId();
    }

    /** The value at a path of the event, or the event's id. */
    private static String partitionKey(Target target, JsonNode event) {
        KinesisParameters parameters = target.kinesisParameters();
        String id = event.path("id").asText();
        if (parameters == null) {
            return id;
        }
        String key =
                EventPath.parse(parameters.partitionKeyPath())
                        .flatMap(path -> path.find(event))
                        .map(found -> found.isValueNode() ? found.asText() : Documents.text(found))
                        .filter(text -> !text.isEmpty())
                        .orElse(id);
        return key.substring(0, Math.min(key.length(), PARTITION_KEY_CHARACTERS_MAX));
    }
}
