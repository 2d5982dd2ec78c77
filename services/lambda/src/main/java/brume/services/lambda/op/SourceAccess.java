package brume.services.lambda.op;

import brume.api.dynamodbstreams.DescribeStreamInput;
import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.dynamodbstreams.DynamodbstreamsErrors;
import brume.api.dynamodbstreams.GetRecordsInput;
import brume.api.dynamodbstreams.GetShardIteratorInput;
import brume.api.dynamodbstreams.Shard;
import brume.api.kinesis.KinesisApi;
import brume.api.kinesis.KinesisErrors;
import brume.api.kinesis.ListShardsInput;
import brume.api.sqs.DeleteMessageRequest;
import brume.api.sqs.GetQueueAttributesRequest;
import brume.api.sqs.ReceiveMessageRequest;
import brume.api.sqs.SqsApi;
import brume.api.sqs.SqsErrors;
import brume.services.lambda.domain.EventSourceMapping;
import brume.services.lambda.domain.EventSourceMapping.Kind;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.worker.QueueUrls;
import brume.spi.Calls;
import brume.spi.Principal;
import brume.wire.ServiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether a source is there and the function's role may read it, found by trying. */
public final class SourceAccess {

    private static final String VISIBILITY = "VisibilityTimeout";

    /** More messages than SQS gives at once. */
    private static final int NOT_A_COUNT = 11;

    private final Calls calls;

    public SourceAccess(Calls calls) {
        this.calls = calls;
    }

    void check(EventSourceMapping mapping, LambdaFunction function) {
        Principal role = role(function);
        if (mapping.readsKinesis()) {
            checkKinesis(mapping, role);
        } else if (mapping.kind() == Kind.STREAM) {
            checkStream(mapping, role);
        } else {
            checkQueue(mapping, role, function.configuration().timeoutSeconds());
        }
    }

    private Principal role(LambdaFunction function) {
        try {
            return calls.assume(
                    function.configuration().role(),
                    new Principal.ServicePrincipal(
                            "lambda.amazonaws.com", function.arn(), function.scope().account()),
                    function.name());
        } catch (ServiceException e) {
            throw EventSourceChecks.invalid(
                    "The role defined for the function cannot be assumed by Lambda.");
        }
    }

    /** AWS's text is known from reports of users; reading itself needs no ListStreams. */
    private void checkStream(EventSourceMapping mapping, Principal role) {
        String arn = mapping.sourceArn();
        try {
            var stream =
                    calls.invoke(
                                    DynamodbstreamsApi.DESCRIBE_STREAM,
                                    DescribeStreamInput.builder().streamArn(arn).build(),
                                    role,
                                    mapping.scope())
                            .streamDescription();
            List<Shard> shards = stream == null ? null : stream.shards();
            if (shards != null && !shards.isEmpty()) {
                checkShard(mapping, String.valueOf(shards.getLast().shardId()), role);
            }
        } catch (ServiceException e) {
            if (e.error().equals(DynamodbstreamsErrors.RESOURCE_NOT_FOUND_EXCEPTION)) {
                throw EventSourceChecks.invalid("Stream not found: " + arn);
            }
            throw EventSourceChecks.invalid(
                    "Cannot access stream "
                            + arn
                            + ". Please ensure the role can perform the GetRecords,"
                            + " GetShardIterator, DescribeStream, and ListStreams Actions on your"
                            + " stream in IAM.");
        }
    }

    private void checkKinesis(EventSourceMapping mapping, Principal role) {
        String arn = mapping.sourceArn();
        try {
            var shards =
                    calls.invoke(
                                    KinesisApi.LIST_SHARDS,
                                    ListShardsInput.builder().streamARN(arn).maxResults(1).build(),
                                    role,
                                    mapping.scope())
                            .shards();
            if (shards == null || shards.isEmpty()) {
                return;
            }
            String iterator =
                    calls.invoke(
                                    KinesisApi.GET_SHARD_ITERATOR,
                                    brume.api.kinesis.GetShardIteratorInput.builder()
                                            .streamARN(arn)
                                            .shardId(shards.getFirst().shardId())
                                            .shardIteratorType("LATEST")
                                            .build(),
                                    role,
                                    mapping.scope())
                            .shardIterator();
            var ignored =
                    calls.invoke(
                            KinesisApi.GET_RECORDS,
                            brume.api.kinesis.GetRecordsInput.builder()
                                    .streamARN(arn)
                                    .shardIterator(String.valueOf(iterator))
                                    .limit(1)
                                    .build(),
                            role,
                            mapping.scope());
        } catch (ServiceException e) {
            if (e.error().equals(KinesisErrors.RESOURCE_NOT_FOUND_EXCEPTION)) {
                throw EventSourceChecks.invalid("Stream not found: " + arn);
            }
            if (e.error().equals(KinesisErrors.PROVISIONED_THROUGHPUT_EXCEEDED_EXCEPTION)) {
                return; // permitted
            }
            throw EventSourceChecks.invalid(
                    "Cannot access stream "
                            + arn
                            + ". Please ensure the role can perform the GetRecords,"
                            + " GetShardIterator, DescribeStream, ListShards, and"
                            + " DescribeStreamSummary Actions on your stream in IAM.");
        }
    }

    private void checkShard(EventSourceMapping mapping, String shard, Principal role) {
        String iterator =
                calls.invoke(
                                DynamodbstreamsApi.GET_SHARD_ITERATOR,
                                GetShardIteratorInput.builder()
                                        .streamArn(mapping.sourceArn())
                                        .shardId(shard)
                                        .shardIteratorType("LATEST")
                                        .build(),
                                role,
                                mapping.scope())
                        .shardIterator();
        if (iterator == null) {
            return;
        }
        var ignored =
                calls.invoke(
                        DynamodbstreamsApi.GET_RECORDS,
                        GetRecordsInput.builder().shardIterator(iterator).limit(1).build(),
                        role,
                        mapping.scope());
    }

    /** Receives and deletes nothing: the requests are such that only the permission is checked. */
    private void checkQueue(EventSourceMapping mapping, Principal role, int timeoutSeconds) {
        String url = QueueUrls.of(mapping.sourceArn());
        probe(
                "ReceiveMessage",
                () ->
                        calls.invoke(
                                SqsApi.RECEIVE_MESSAGE,
                                ReceiveMessageRequest.builder()
                                        .queueUrl(url)
                                        .maxNumberOfMessages(NOT_A_COUNT)
                                        .build(),
                                role,
                                mapping.scope()));
        probe(
                "DeleteMessage",
                () ->
                        calls.invoke(
                                SqsApi.DELETE_MESSAGE,
                                DeleteMessageRequest.builder()
                                        .queueUrl(url)
                                        .receiptHandle("none")
                                        .build(),
                                role,
                                mapping.scope()));
        Map<String, String> attributes = new HashMap<>();
        probe(
                "GetQueueAttributes",
                () -> {
                    Map<String, String> found =
                            calls.invoke(
                                            SqsApi.GET_QUEUE_ATTRIBUTES,
                                            GetQueueAttributesRequest.builder()
                                                    .queueUrl(url)
                                                    .attributeNames(List.of(VISIBILITY))
                                                    .build(),
                                            role,
                                            mapping.scope())
                                    .attributes();
                    attributes.putAll(found == null ? Map.of() : found);
                    return attributes;
                });
        String visibility = attributes.get(VISIBILITY);
        if (visibility != null && Integer.parseInt(visibility) < timeoutSeconds) {
            // AWS's text, as users report it.
            throw EventSourceChecks.invalid(
                    "Queue visibility timeout: "
                            + visibility
                            + " seconds is less than Function timeout: "
                            + timeoutSeconds
                            + " seconds");
        }
    }

    private static void probe(String action, Supplier<?> request) {
        try {
            var ignored = request.get();
        } catch (ServiceException e) {
            if (e.error().equals(SqsErrors.QUEUE_DOES_NOT_EXIST)) {
                throw EventSourceChecks.invalid(
                        "Error occurred while ReceiveMessage. SQS Error Code:"
                                + " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message:"
                                + " The specified queue does not exist.");
            }
            if (e.error().code().startsWith("AccessDenied") || e.error().httpStatus() == 403) {
                throw EventSourceChecks.invalid(
                        "The provided execution role does not have permissions to call "
                                + action
                                + " on SQS");
            }
            if (!e.error().sender()) {
                throw e;
            }
        }
    }
}
