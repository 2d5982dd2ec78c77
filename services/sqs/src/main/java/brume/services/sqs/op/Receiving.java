package brume.services.sqs.op;

import brume.api.sqs.BatchResultErrorEntry;
import brume.api.sqs.ChangeMessageVisibilityBatchRequest;
import brume.api.sqs.ChangeMessageVisibilityBatchRequestEntry;
import brume.api.sqs.ChangeMessageVisibilityBatchResult;
import brume.api.sqs.ChangeMessageVisibilityBatchResultEntry;
import brume.api.sqs.ChangeMessageVisibilityRequest;
import brume.api.sqs.DeleteMessageBatchRequest;
import brume.api.sqs.DeleteMessageBatchRequestEntry;
import brume.api.sqs.DeleteMessageBatchResult;
import brume.api.sqs.DeleteMessageBatchResultEntry;
import brume.api.sqs.DeleteMessageRequest;
import brume.api.sqs.Message;
import brume.api.sqs.ReceiveMessageRequest;
import brume.api.sqs.ReceiveMessageResult;
import brume.api.sqs.SqsApi;
import brume.base.Clock;
import brume.services.sqs.domain.MessageRules;
import brume.services.sqs.domain.Queue;
import brume.services.sqs.domain.SqsQuotas;
import brume.services.sqs.store.MessageStore;
import brume.services.sqs.store.QueueSignal;
import brume.services.sqs.store.QueueSignals;
import brume.services.sqs.store.QueueStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receiving messages and what receivers do with them. */
public final class Receiving {

    /** How often one request looks again because all that it found had to be dropped or moved. */
    private static final int LOOKS_MAX = 100;

    private final QueueStore queues;
    private final MessageStore messages;
    private final QueueSignals signals;
    private final QueueAccess access;
    private final Clock clock;

    public Receiving(
            QueueStore queues,
            MessageStore messages,
            QueueSignals signals,
            QueueAccess access,
            Clock clock) {
        this.queues = queues;
        this.messages = messages;
        this.signals = signals;
        this.access = access;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                access.shared(
                        SqsApi.RECEIVE_MESSAGE, ReceiveMessageRequest::queueUrl, this::receive),
                access.shared(SqsApi.DELETE_MESSAGE, DeleteMessageRequest::queueUrl, this::delete),
                access.shared(
                        SqsApi.DELETE_MESSAGE_BATCH,
                        DeleteMessageBatchRequest::queueUrl,
                        this::deleteBatch),
                access.shared(
                        SqsApi.CHANGE_MESSAGE_VISIBILITY,
                        ChangeMessageVisibilityRequest::queueUrl,
                        this::changeVisibility),
                access.shared(
                        SqsApi.CHANGE_MESSAGE_VISIBILITY_BATCH,
                        ChangeMessageVisibilityBatchRequest::queueUrl,
                        this::changeVisibilityBatch));
    }

    private ReceiveMessageResult receive(ReceiveMessageRequest input, Queue queue, Call call) {
        check(input);
        int max = input.maxNumberOfMessages() == null ? 1 : input.maxNumberOfMessages();
        int wait = input.waitTimeSeconds() == null ? queue.waitSeconds() : input.waitTimeSeconds();
        long deadline = clock.millis() + wait * 1000L;
        Selection selection = Selection.of(input);
        List<Message> received = await(input, queue, max, deadline);
        return ReceiveMessageResult.builder()
                .messages(Batches.some(received.stream().map(selection::apply).toList()))
                .build();
    }

    private List<Message> await(ReceiveMessageRequest input, Queue known, int max, long deadline) {
        QueueSignal signal = signals.of(known.id());
        Queue queue = known;
        int looks = 0;
        while (true) {
            long seen = signal.version();
            int timeout =
                    input.visibilityTimeout() == null
                            ? queue.visibilitySeconds()
                            : input.visibilityTimeout();
            long now = clock.millis();
            MessageStore.Reception found = messages.receive(queue, max, timeout * 1000L, now);
            boolean again = found.worked() && ++looks < LOOKS_MAX;
            if (!found.messages().isEmpty() || signals.closed() || (now >= deadline && !again)) {
                return found.messages();
            }
            if (!again) {
                looks = 0;
                try {
                    signal.await(seen, Math.min(deadline, found.next()), clock);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return List.of();
                }
            }
            queue = queues.read(reader -> queues.again(reader, known));
        }
    }

    private static void check(ReceiveMessageRequest input) {
        range(
                input.maxNumberOfMessages(),
                "MaxNumberOfMessages",
                1,
                SqsQuotas.BATCH_ENTRIES.value(),
                "Must be between 1 and 10, if provided.");
        range(
                input.waitTimeSeconds(),
                "WaitTimeSeconds",
                0,
                SqsQuotas.WAIT_SECONDS.value(),
                "Must be >= 0 and <= 20, if provided.");
        checkTimeout(input.visibilityTimeout());
        if (input.receiveRequestAttemptId() != null) {
            throw CommonErrors.notImplemented(SqsApi.MODEL, "ReceiveRequestAttemptId");
        }
    }

    private static void checkTimeout(@Nullable Integer seconds) {
        range(
                seconds,
                "VisibilityTimeout",
                0,
                SqsQuotas.VISIBILITY_SECONDS.value(),
                "Must be between 0 and 43200, if provided.");
    }

    private static void range(
            @Nullable Integer value, String parameter, long min, long max, String reason) {
        if (value != null && (value < min || value > max)) {
            throw MessageRules.invalid(value.toString(), parameter, reason);
        }
    }

    // Deleting and hiding

    private Unit delete(DeleteMessageRequest input, Queue known, Call call) {
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            messages.delete(transaction, queue, input.receiptHandle(), clock.millis());
            return Unit.INSTANCE;
        });
    }

    private DeleteMessageBatchResult deleteBatch(
            DeleteMessageBatchRequest input, Queue known, Call call) {
        Batches.check(input.entries(), DeleteMessageBatchRequestEntry::id);
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            List<DeleteMessageBatchResultEntry> done = new ArrayList<>();
            List<BatchResultErrorEntry> failed = new ArrayList<>();
            for (DeleteMessageBatchRequestEntry entry : input.entries()) {
                attempt(entry.id(), () -> delete(transaction, queue, entry))
                        .ifPresentOrElse(
                                failed::add,
                                () -> done.add(new DeleteMessageBatchResultEntry(entry.id())));
            }
            return DeleteMessageBatchResult.builder()
                    .successful(Batches.some(done))
                    .failed(Batches.some(failed))
                    .build();
        });
    }

    private void delete(
            Transaction transaction, Queue queue, DeleteMessageBatchRequestEntry entry) {
        QueueAccess.require(entry);
        messages.delete(transaction, queue, entry.receiptHandle(), clock.millis());
    }

    /** Does the work of one entry, which changes nothing if it fails. */
    private static Optional<BatchResultErrorEntry> attempt(String id, Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (ServiceException e) {
            return Optional.of(Batches.failed(id, e));
        }
    }

    private Unit changeVisibility(ChangeMessageVisibilityRequest input, Queue known, Call call) {
        checkTimeout(input.visibilityTimeout());
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            messages.changeVisibility(
                    transaction,
                    queue,
                    input.receiptHandle(),
                    input.visibilityTimeout(),
                    clock.millis());
            return Unit.INSTANCE;
        });
    }

    private ChangeMessageVisibilityBatchResult changeVisibilityBatch(
            ChangeMessageVisibilityBatchRequest input, Queue known, Call call) {
        Batches.check(input.entries(), ChangeMessageVisibilityBatchRequestEntry::id);
        return queues.transact(transaction -> {
            Queue queue = queues.again(transaction, known);
            List<ChangeMessageVisibilityBatchResultEntry> done = new ArrayList<>();
            List<BatchResultErrorEntry> failed = new ArrayList<>();
            for (ChangeMessageVisibilityBatchRequestEntry entry : input.entries()) {
                attempt(entry.id(), () -> hide(transaction, queue, entry))
                        .ifPresentOrElse(
                                failed::add,
                                () ->
                                        done.add(
                                                new ChangeMessageVisibilityBatchResultEntry(
                                                        entry.id())));
            }
            return ChangeMessageVisibilityBatchResult.builder()
                    .successful(Batches.some(done))
                    .failed(Batches.some(failed))
                    .build();
        });
    }

    private void hide(
            Transaction transaction, Queue queue, ChangeMessageVisibilityBatchRequestEntry entry) {
        QueueAccess.require(entry);
        Integer timeout = entry.visibilityTimeout();
        if (timeout == null) {
            throw MessageRules.missing("VisibilityTimeout");
        }
        checkTimeout(timeout);
        messages.changeVisibility(
                transaction, queue, entry.receiptHandle(), timeout, clock.millis());
    }
}
