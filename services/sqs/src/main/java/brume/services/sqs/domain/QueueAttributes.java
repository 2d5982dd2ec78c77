package brume.services.sqs.domain;

import brume.api.sqs.QueueAttributeName;
import brume.api.sqs.SqsApi;
import brume.api.sqs.SqsErrors;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.spi.Quota;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The attributes of queues: defaults and valid values. Sources: API Reference, SetQueueAttributes;
 * texts as recorded from AWS by LocalStack's tests of SQS.
 */
public final class QueueAttributes {

    private static final Set<String> READ_ONLY =
            Set.of(
                    QueueAttributeName.ALL,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                    QueueAttributeName.CREATED_TIMESTAMP,
                    QueueAttributeName.LAST_MODIFIED_TIMESTAMP,
                    QueueAttributeName.QUEUE_ARN);

    private static final SortedMap<String, String> STANDARD = standard();
    private static final SortedMap<String, String> FIFO = fifo();

    private QueueAttributes() {}

    private static SortedMap<String, String> standard() {
        SortedMap<String, String> defaults = new TreeMap<>();
        defaults.put(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
        defaults.put(
                QueueAttributeName.MAXIMUM_MESSAGE_SIZE,
                Long.toString(SqsQuotas.MESSAGE_BYTES.value()));
        defaults.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600");
        defaults.put(QueueAttributeName.DELAY_SECONDS, "0");
        defaults.put(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, "0");
        defaults.put(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true");
        return Collections.unmodifiableSortedMap(defaults);
    }

    private static SortedMap<String, String> fifo() {
        SortedMap<String, String> defaults = new TreeMap<>(standard());
        defaults.put(QueueAttributeName.FIFO_QUEUE, "true");
        defaults.put(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "false");
        defaults.put(QueueAttributeName.DEDUPLICATION_SCOPE, "queue");
        defaults.put(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue");
        return Collections.unmodifiableSortedMap(defaults);
    }

    public static SortedMap<String, String> defaults(boolean fifo) {
        return fifo ? FIFO : STANDARD;
    }

    /** Checks attributes that a queue is to have; what needs other queues is not looked at. */
    public static void check(Map<String, String> attributes, boolean fifo) {
        attributes.forEach((attribute, value) -> {
            if (!QueueAttributeName.VALUES.contains(attribute) || READ_ONLY.contains(attribute)) {
                throw unknown(attribute);
            }
            check(attribute, value, fifo);
        });
    }

    public static ServiceException unknown(String attribute) {
        return SqsErrors.invalidAttributeName("Unknown Attribute " + attribute + '.');
    }

    private static void check(String attribute, String value, boolean fifo) {
        switch (attribute) {
            case QueueAttributeName.VISIBILITY_TIMEOUT ->
                    range(attribute, value, 0, SqsQuotas.VISIBILITY_SECONDS);
            case QueueAttributeName.DELAY_SECONDS ->
                    range(attribute, value, 0, SqsQuotas.DELAY_SECONDS);
            case QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS ->
                    range(attribute, value, 0, SqsQuotas.WAIT_SECONDS);
            case QueueAttributeName.MAXIMUM_MESSAGE_SIZE ->
                    range(
                            attribute,
                            value,
                            SqsQuotas.MESSAGE_BYTES_MIN.value(),
                            SqsQuotas.MESSAGE_BYTES);
            case QueueAttributeName.MESSAGE_RETENTION_PERIOD ->
                    range(
                            attribute,
                            value,
                            SqsQuotas.RETENTION_SECONDS_MIN.value(),
                            SqsQuotas.RETENTION_SECONDS);
            case QueueAttributeName.POLICY -> policy(value);
            case QueueAttributeName.REDRIVE_POLICY -> redrivePolicy(value);
            case QueueAttributeName.REDRIVE_ALLOW_POLICY -> redriveAllowPolicy(value);
            case QueueAttributeName.SQS_MANAGED_SSE_ENABLED ->
                    oneOf(attribute, value, "true", "false");
            case QueueAttributeName.KMS_MASTER_KEY_ID,
                    QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS ->
                    unencrypted(attribute, value);
            default -> checkFifo(attribute, value, fifo);
        }
    }

    private static void checkFifo(String attribute, String value, boolean fifo) {
        switch (attribute) {
            case QueueAttributeName.FIFO_QUEUE -> {
                if (!fifo) {
                    throw unknown(attribute);
                }
                if (!value.equalsIgnoreCase("true")) {
                    throw invalid(attribute, "Modifying queue type is not supported.");
                }
            }
            case QueueAttributeName.CONTENT_BASED_DEDUPLICATION -> {
                if (!fifo) {
                    throw unknown(attribute);
                }
                oneOf(attribute, value, "true", "false");
            }
            case QueueAttributeName.DEDUPLICATION_SCOPE -> {
                onlyFifo(attribute, fifo);
                oneOf(attribute, value, "queue", "messageGroup");
            }
            case QueueAttributeName.FIFO_THROUGHPUT_LIMIT -> {
                onlyFifo(attribute, fifo);
                oneOf(attribute, value, "perQueue", "perMessageGroupId");
            }
            default -> throw unknown(attribute);
        }
    }

    private static void onlyFifo(String attribute, boolean fifo) {
        if (!fifo) {
            throw SqsErrors.invalidAttributeName(
                    "You can specify the " + attribute + " only when FifoQueue is set to true.");
        }
    }

    private static void range(String attribute, String value, long min, Quota max) {
        boolean digits = !value.isEmpty() && value.length() <= 9;
        for (int i = 0; i < value.length(); i++) {
            digits &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!digits || Long.parseLong(value) < min || Long.parseLong(value) > max.value()) {
            throw invalid(attribute);
        }
    }

    private static void oneOf(String attribute, String value, String... valid) {
        if (!List.of(valid).contains(value)) {
            throw invalid(attribute);
        }
    }

    /** There are no keys of KMS; the period is nothing without one. */
    private static void unencrypted(String attribute, String value) {
        if (attribute.equals(QueueAttributeName.KMS_MASTER_KEY_ID) && !value.isEmpty()) {
            throw CommonErrors.notImplemented(SqsApi.MODEL, "encryption with keys of KMS");
        }
    }

    private static void policy(String value) {
        if (value.isEmpty()) {
            return;
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > SqsQuotas.POLICY_BYTES.value()) {
            throw invalid(QueueAttributeName.POLICY);
        }
        try {
            PolicyDocument.parse(value, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw invalid(QueueAttributeName.POLICY);
        }
    }

    private static void redrivePolicy(String value) {
        if (value.isEmpty()) {
            return;
        }
        try {
            var ignored = RedrivePolicy.parse(value);
        } catch (IllegalArgumentException e) {
            throw redriveRefused(value, String.valueOf(e.getMessage()));
        }
    }

    public static ServiceException redriveRefused(String value, String reason) {
        return SqsErrors.invalidParameterValueException(
                "Value " + value + " for parameter RedrivePolicy is invalid. Reason: " + reason);
    }

    private static void redriveAllowPolicy(String value) {
        if (value.isEmpty()) {
            return;
        }
        try {
            String permission = Documents.parse(value).path("redrivePermission").asText();
            if (List.of("allowAll", "denyAll", "byQueue").contains(permission)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(QueueAttributeName.REDRIVE_ALLOW_POLICY);
        }
        throw invalid(QueueAttributeName.REDRIVE_ALLOW_POLICY);
    }

    private static ServiceException invalid(String attribute) {
        return SqsErrors.invalidAttributeValue(
                "Invalid value for the parameter " + attribute + '.');
    }

    private static ServiceException invalid(String attribute, String reason) {
        return SqsErrors.invalidAttributeValue(
                "Invalid value for the parameter " + attribute + ". Reason: " + reason);
    }
}
