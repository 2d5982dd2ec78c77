package brume.services.logs;

import brume.api.logs.CreateLogGroupRequest;
import brume.api.logs.CreateLogStreamRequest;
import brume.api.logs.DeleteLogGroupRequest;
import brume.api.logs.DeleteLogStreamRequest;
import brume.api.logs.DeleteRetentionPolicyRequest;
import brume.api.logs.ListTagsForResourceRequest;
import brume.api.logs.ListTagsLogGroupRequest;
import brume.api.logs.LogsApi;
import brume.api.logs.PutRetentionPolicyRequest;
import brume.api.logs.TagLogGroupRequest;
import brume.api.logs.TagResourceRequest;
import brume.api.logs.UntagLogGroupRequest;
import brume.api.logs.UntagResourceRequest;
import brume.services.logs.op.FilterLogEvents;
import brume.services.logs.op.GetLogEvents;
import brume.services.logs.op.LogGroups;
import brume.services.logs.op.LogResources;
import brume.services.logs.op.LogStreams;
import brume.services.logs.op.LogTags;
import brume.services.logs.op.PutLogEvents;
import brume.services.logs.op.TestMetricFilter;
import brume.services.logs.op.Validated;
import brume.services.logs.store.LogStore;
import brume.services.logs.worker.Expiry;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;
import java.util.Objects;

/** CloudWatch Logs: its operations, and the worker that ends retentions. */
public final class LogsService implements Service {

    private final List<Operation<?, ?>> operations;
    private final Expiry expiry;

    public LogsService(ServiceContext context) {
        LogStore store = new LogStore(context.store());
        LogGroups groups = new LogGroups(store, context.clock());
        LogStreams streams = new LogStreams(store, context.clock());
        LogTags tags = new LogTags(store);
        LogResources on = new LogResources();
        expiry = new Expiry(store, context.clock());
        List<Operation<?, ?>> all =
                List.of(
                        on.group(
                                LogsApi.CREATE_LOG_GROUP,
                                CreateLogGroupRequest::logGroupName,
                                groups::create),
                        on.group(
                                LogsApi.DELETE_LOG_GROUP,
                                DeleteLogGroupRequest::logGroupName,
                                groups::delete),
                        on.group(
                                LogsApi.DESCRIBE_LOG_GROUPS,
                                input -> Objects.requireNonNullElse(input.logGroupNamePrefix(), ""),
                                groups::describe),
                        on.group(
                                LogsApi.PUT_RETENTION_POLICY,
                                PutRetentionPolicyRequest::logGroupName,
                                groups::putRetention),
                        on.group(
                                LogsApi.DELETE_RETENTION_POLICY,
                                DeleteRetentionPolicyRequest::logGroupName,
                                groups::deleteRetention),
                        on.stream(
                                LogsApi.CREATE_LOG_STREAM,
                                CreateLogStreamRequest::logGroupName,
                                CreateLogStreamRequest::logStreamName,
                                streams::create),
                        on.stream(
                                LogsApi.DELETE_LOG_STREAM,
                                DeleteLogStreamRequest::logGroupName,
                                DeleteLogStreamRequest::logStreamName,
                                streams::delete),
                        on.streams(LogsApi.DESCRIBE_LOG_STREAMS, streams::describe),
                        new PutLogEvents(store, context.clock()),
                        new GetLogEvents(store, context.clock()),
                        new FilterLogEvents(store, context.clock()),
                        new TestMetricFilter(),
                        on.group(
                                LogsApi.TAG_LOG_GROUP, TagLogGroupRequest::logGroupName, tags::tag),
                        on.group(
                                LogsApi.UNTAG_LOG_GROUP,
                                UntagLogGroupRequest::logGroupName,
                                tags::untag),
                        on.group(
                                LogsApi.LIST_TAGS_LOG_GROUP,
                                ListTagsLogGroupRequest::logGroupName,
                                tags::list),
                        on.arn(
                                LogsApi.TAG_RESOURCE,
                                TagResourceRequest::resourceArn,
                                tags::tagResource),
                        on.arn(
                                LogsApi.UNTAG_RESOURCE,
                                UntagResourceRequest::resourceArn,
                                tags::untagResource),
                        on.arn(
                                LogsApi.LIST_TAGS_FOR_RESOURCE,
                                ListTagsForResourceRequest::resourceArn,
                                tags::listForResource));
        operations = all.stream().<Operation<?, ?>>map(Validated::of).toList();
    }

    @Override
    public ServiceModel model() {
        return LogsApi.MODEL;
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
    public void stop() {
        expiry.stop();
    }
}
