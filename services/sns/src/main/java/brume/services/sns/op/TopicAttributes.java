package brume.services.sns.op;

import brume.api.sns.SnsApi;
import brume.api.sns.SnsErrors;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.sns.domain.Topic;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The attributes of topics. Source: API Reference, SetTopicAttributes. */
final class TopicAttributes {

    /** What AWS does for topics whose delivery policy is not set. */
    static final String DELIVERY_POLICY =
            "{\"http\":{\"defaultHealthyRetryPolicy\":{\"minDelayTarget\":20,\"maxDelayTarget\":20,"
                    + "\"numRetries\":3,\"numMaxDelayRetries\":0,\"numNoDelayRetries\":0,"
                    + "\"numMinDelayRetries\":0,\"backoffFunction\":\"linear\"},"
                    + "\"disableSubscriptionOverrides\":false,"
                    + "\"defaultRequestPolicy\":{\"headerContentType\":"
                    + "\"text/plain; charset=UTF-8\"}}}";

    private static final List<String> OWNERS_ACTIONS =
            List.of(
                    "GetTopicAttributes",
                    "SetTopicAttributes",
                    "AddPermission",
                    "RemovePermission",
                    "DeleteTopic",
                    "Subscribe",
                    "ListSubscriptionsByTopic",
                    "Publish");

    private static final Pattern FEEDBACK =
            Pattern.compile(
                    "(?:HTTP|Firehose|Lambda|Application|SQS)"
                            + "(SuccessFeedbackSampleRate|SuccessFeedbackRoleArn"
                            + "|FailureFeedbackRoleArn)");
    private static final List<String> NOT_BUILT =
            List.of("DeliveryPolicy", "KmsMasterKeyId", "ArchivePolicy");

    private TopicAttributes() {}

    /** Checks one attribute; empty text stands for no value. */
    static void check(String name, String value, boolean fifo) {
        switch (name) {
            case "DisplayName" -> {
                if (value.length() > 100) {
                    throw TopicAccess.invalid("DisplayName", "must be at most 100 characters");
                }
            }
            case "Policy" -> checkPolicy(value);
            case "FifoTopic" -> {
                if (fifo != value.equals("true")) {
                    throw TopicAccess.invalid(
                            "Topic Name", "a FIFO topic's name, and no other, ends with .fifo");
                }
            }
            case "ContentBasedDeduplication" -> {
                if (!fifo || !List.of("true", "false").contains(value)) {
                    throw TopicAccess.invalid("Attributes", "ContentBasedDeduplication");
                }
            }
            case "FifoThroughputScope" -> {
                if (!fifo || !List.of("Topic", "MessageGroup").contains(value)) {
                    throw TopicAccess.invalid("Attributes", "FifoThroughputScope");
                }
            }
            case "SignatureVersion" -> {
                if (!List.of("1", "2").contains(value)) {
                    throw TopicAccess.invalid("SignatureVersion", "must be 1 or 2");
                }
            }
            case "TracingConfig" -> {
                if (!value.equals("PassThrough")) {
                    throw CommonErrors.notImplemented(SnsApi.MODEL, "active tracing");
                }
            }
            default -> checkNotBuilt(name, value);
        }
    }

    /** The rates are nothing without the roles; Terraform sets them to 0 on every topic. */
    private static void checkNotBuilt(String name, String value) {
        Matcher feedback = FEEDBACK.matcher(name);
        if (feedback.matches() && feedback.group(1).equals("SuccessFeedbackSampleRate")) {
            if (!value.matches("\\d{1,2}|100")) {
                throw TopicAccess.invalid(name, "must be a number from 0 to 100");
            }
        } else if (!feedback.matches() && !NOT_BUILT.contains(name)) {
            throw SnsErrors.invalidParameterException("Invalid parameter: AttributeName");
        } else if (!value.isEmpty()) {
            throw CommonErrors.notImplemented(SnsApi.MODEL, "the attribute " + name);
        }
    }

    private static void checkPolicy(String value) {
        if (value.isEmpty()) {
            return;
        }
        try {
            PolicyDocument.parse(value, PolicyKind.RESOURCE);
        } catch (MalformedPolicyException e) {
            throw TopicAccess.invalid("Policy", String.valueOf(e.getMessage()));
        }
    }

    /** The policy of a topic that was given none. */
    static String defaultPolicy(Topic topic) {
        ObjectNode policy = Documents.object();
        policy.put("Version", "2008-10-17").put("Id", "__default_policy_ID");
        ObjectNode statement = policy.putArray("Statement").addObject();
        statement.put("Sid", "__default_statement_ID").put("Effect", "Allow");
        statement.putObject("Principal").put("AWS", "*");
        ArrayNode actions = statement.putArray("Action");
        OWNERS_ACTIONS.forEach(action -> actions.add("SNS:" + action));
        statement.put("Resource", topic.arn());
        statement
                .putObject("Condition")
                .putObject("StringEquals")
                .put("AWS:SourceOwner", topic.account());
        return Documents.text(policy);
    }

    static boolean same(Topic topic, Map<String, String> given) {
        return given.entrySet().stream()
                .allMatch(entry ->
                        entry.getValue()
                                .equals(topic.attributes().getOrDefault(entry.getKey(), "")));
    }
}
