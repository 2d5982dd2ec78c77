package brume.services.sqs.op;

import brume.api.sqs.CreateQueueRequest;
import brume.api.sqs.CreateQueueResult;
import brume.api.sqs.DeleteQueueRequest;
import brume.api.sqs.GetQueueUrlRequest;
import brume.api.sqs.GetQueueUrlResult;
import brume.api.sqs.ListDeadLetterSourceQueuesRequest;
import brume.api.sqs.ListDeadLetterSourceQueuesResult;
import brume.api.sqs.ListQueuesRequest;
import brume.api.sqs.ListQueuesResult;
import brume.api.sqs.PurgeQueueRequest;
import brume.api.sqs.QueueAttributeName;
import brume.api.sqs.SqsApi;
import brume.api.sqs.SqsErrors;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Ids;
import brume.base.Scope;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.QueueAttributes;
import brume.services.sqs.domain.SqsQuotas;
import brume.services.sqs.store.MessageStore;
import brume.services.sqs.store.QueueStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.Unit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Making, finding, emptying and deleting queues. */
public final class Queues {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]+");

    private final QueueStore queues;
    private final MessageStore messages;
    private final Attributes attributes;
    private final QueueAccess access;
    private final Clock clock;

    public Queues(
            QueueStore queues,
            MessageStore messages,
            Attributes attributes,
            QueueAccess access,
            Clock clock) {
        this.queues = queues;
        this.messages = messages;
        this.attributes = attributes;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                Operation.of(SqsApi.CREATE_QUEUE, this::mayCreate, this::create),
                Operation.of(SqsApi.GET_QUEUE_URL, this::mayGetUrl, this::getUrl),
                Operation.of(
                        SqsApi.LIST_QUEUES,
                        (input, call) ->
                                List.of(
                                        Permission.of(
                                                SqsApi.LIST_QUEUES.action(),
                                                Queue.arn(call.scope(), "*"))),
                        this::list),
                access.owned(SqsApi.DELETE_QUEUE, DeleteQueueRequest::queueUrl, this::delete),
                access.shared(SqsApi.PURGE_QUEUE, PurgeQueueRequest::queueUrl, this::purge),
                access.shared(
                        SqsApi.LIST_DEAD_LETTER_SOURCE_QUEUES,
                        ListDeadLetterSourceQueuesRequest::queueUrl,
                        this::listSources));
    }

    private List<Permission> mayCreate(CreateQueueRequest input, Call call) {
        QueueAccess.require(input);
        return List.of(
                Permission.of(
                        SqsApi.CREATE_QUEUE.action(), Queue.arn(call.scope(), input.queueName())));
    }

    private CreateQueueResult create(CreateQueueRequest input, Call call) {
        Map<String, String> given = input.attributes() == null ? Map.of() : input.attributes();
        boolean fifo = "true".equalsIgnoreCase(given.get(QueueAttributeName.FIFO_QUEUE));
        checkName(input.queueName(), fifo);
        QueueAttributes.check(given, fifo);
        SortedMap<String, String> tags =
                new TreeMap<>(input.tags() == null ? Map.of() : input.tags());
        Tags.check(tags);
        return queues.transact(transaction -> {
            Optional<Queue> present = queues.find(transaction, call.scope(), input.queueName());
            if (present.isPresent()) {
                checkSame(given, present.get());
            } else {
                make(transaction, input.queueName(), given, tags, call.scope());
            }
            return CreateQueueResult.builder()
                    .queueUrl(access.url(call.scope(), input.queueName(), call))
                    .build();
        });
    }

    private void make(
            Transaction transaction,
            String name,
            Map<String, String> given,
            SortedMap<String, String> tags,
            Scope scope) {
        Instant now = clock.now();
        Queue empty =
                new Queue(
                        Ids.lower(16),
                        scope.account().value(),
                        scope.region().value(),
                        name,
                        now,
                        now,
                        new TreeMap<>(),
                        tags,
                        null);
        queues.put(transaction, attributes.changed(transaction, empty, given, now));
    }

    private static void checkName(String name, boolean fifo) {
        boolean ends = name.endsWith(".fifo");
        String stem = ends ? name.substring(0, name.length() - ".fifo".length()) : name;
        boolean valid =
                NAME.matcher(stem).matches() && name.length() <= SqsQuotas.NAME_CHARACTERS.value();
        if (fifo && !(valid && ends)) {
            throw SqsErrors.invalidParameterValueException(
                    "The name of a FIFO queue can only include alphanumeric characters, hyphens,"
                            + " or underscores, must end with .fifo suffix and be 1 to 80 in"
                            + " length.");
        }
        if (!fifo && (!valid || ends)) {
            throw SqsErrors.invalidParameterValueException(
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in"
                            + " length");
        }
    }

    /** What is not given is not compared. */
    private static void checkSame(Map<String, String> given, Queue present) {
        given.forEach((attribute, value) -> {
            if (!value.equals(present.attribute(attribute).orElse(""))) {
                throw SqsErrors.queueNameExists(
                        "A queue already exists with the same name and a different value for"
                                + " attribute "
                                + attribute);
            }
        });
    }

    private static Scope owner(GetQueueUrlRequest input, Call call) {
        String account = input.queueOwnerAWSAccountId();
        return account != null && AccountId.isValid(account)
                ? new Scope(new AccountId(account), call.region())
                : call.scope();
    }

    private List<Permission> mayGetUrl(GetQueueUrlRequest input, Call call) {
        QueueAccess.require(input);
        Scope owner = owner(input, call);
        Optional<String> policy =
                queues.read(reader -> queues.find(reader, owner, input.queueName()))
                        .flatMap(Queue::policy);
        return List.of(
                Permission.of(SqsApi.GET_QUEUE_URL.action(), Queue.arn(owner, input.queueName()))
                        .withResourcePolicy(policy));
    }

    private GetQueueUrlResult getUrl(GetQueueUrlRequest input, Call call) {
        Scope owner = owner(input, call);
        Queue queue = queues.read(reader -> queues.get(reader, owner, input.queueName()));
        return GetQueueUrlResult.builder().queueUrl(access.url(owner, queue.name(), call)).build();
    }

    private ListQueuesResult list(ListQueuesRequest input, Call call) {
        String prefix = input.queueNamePrefix() == null ? "" : input.queueNamePrefix();
        String after = Pages.after(input.nextToken());
        int limit = Pages.limit(input.maxResults());
        Pages page =
                Pages.of(
                        queues.read(
                                reader -> queues.names(reader, call.scope(), prefix, after, limit)),
                        input.maxResults());
        return ListQueuesResult.builder()
                .queueUrls(page.names().isEmpty() ? null : urls(page, call.scope(), call))
                .nextToken(page.nextToken())
                .build();
    }

    private List<String> urls(Pages page, Scope scope, Call call) {
        return page.names().stream().map(name -> access.url(scope, name, call)).toList();
    }

    private ListDeadLetterSourceQueuesResult listSources(
            ListDeadLetterSourceQueuesRequest input, Queue queue, Call call) {
        String after = Pages.after(input.nextToken());
        int limit = Pages.limit(input.maxResults());
        Pages page =
                Pages.of(
                        queues.read(reader ->
                                queues.sources(reader, queue.scope(), queue.name(), after, limit)),
                        input.maxResults());
        return ListDeadLetterSourceQueuesResult.builder()
                .queueUrls(urls(page, queue.scope(), call))
                .nextToken(page.nextToken())
                .build();
    }

    private Unit delete(DeleteQueueRequest input, Queue known, Call call) {
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            queues.delete(transaction, queue);
            messages.deleteAll(transaction, queue);
            return Unit.INSTANCE;
        });
    }

    private Unit purge(PurgeQueueRequest input, Queue known, Call call) {
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            Instant now = clock.now();
            Instant purged = queue.purged();
            if (purged != null
                    && now.isBefore(purged.plusSeconds(SqsQuotas.PURGE_SECONDS.value()))) {
                throw SqsErrors.purgeQueueInProgress(
                        "Only one PurgeQueue operation on "
                                + queue.name()
                                + " is allowed every 60 seconds.");
            }
            messages.purge(transaction, queue);
            queues.put(transaction, queue.withPurged(now));
            return Unit.INSTANCE;
        });
    }
}
