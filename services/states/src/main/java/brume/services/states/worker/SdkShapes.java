package brume.services.states.worker;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodbstreams.DynamodbstreamsApi;
import brume.api.ec2.Ec2Api;
import brume.api.events.EventsApi;
import brume.api.iam.IamApi;
import brume.api.kinesis.KinesisApi;
import brume.api.lambda.LambdaApi;
import brume.api.logs.LogsApi;
import brume.api.s3.S3Api;
import brume.api.sns.SnsApi;
import brume.api.sqs.SqsApi;
import brume.api.states.StatesApi;
import brume.api.sts.StsApi;
import brume.wire.ListSchema;
import brume.wire.MapSchema;
import brume.wire.Member;
import brume.wire.OperationModel;
import brume.wire.ScalarSchema;
import brume.wire.Schema;
import brume.wire.ServiceModel;
import brume.wire.ShapeType;
import brume.wire.StructSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names of members as Step Functions shows them: with a capital, also where the service's own API
 * has none. Keys of maps are data and stay as they are.
 */
final class SdkShapes {

    private static final List<OperationModel<?, ?>> OPERATIONS =
            Stream.of(
                            ApigatewayApi.OPERATIONS,
                            Apigatewayv2Api.OPERATIONS,
                            DynamodbApi.OPERATIONS,
                            DynamodbstreamsApi.OPERATIONS,
                            Ec2Api.OPERATIONS,
                            EventsApi.OPERATIONS,
                            IamApi.OPERATIONS,
                            KinesisApi.OPERATIONS,
                            LambdaApi.OPERATIONS,
                            LogsApi.OPERATIONS,
                            S3Api.OPERATIONS,
                            SnsApi.OPERATIONS,
                            SqsApi.OPERATIONS,
                            StatesApi.OPERATIONS,
                            StsApi.OPERATIONS)
                    .<OperationModel<?, ?>>flatMap(List::stream)
                    .toList();

    private SdkShapes() {}

    /** The operation that an integration names, if there are types for it. */
    static Optional<OperationModel<?, ?>> find(String service, String action) {
        return OPERATIONS.stream()
                .filter(operation -> operation.name().equalsIgnoreCase(action))
                .filter(operation -> isNamed(operation.service(), service))
                .findFirst();
    }

    private static boolean isNamed(ServiceModel model, String service) {
        String sdkName = model.serviceId().replace(" ", "").toLowerCase(Locale.ROOT);
        return service.equals(model.name())
                || service.equals(sdkName)
                || (service.equals("eventbridge") && model.name().equals("events"));
    }

    /** The first parameter that the operation does not have. */
    static Optional<String> unsupported(OperationModel<?, ?> operation, JsonNode input) {
        List<Member> members = operation.input().members();
        return input.properties().stream()
                .map(field -> field.getKey())
                .filter(name -> members.stream().noneMatch(member -> isNamed(member, name)))
                .findFirst();
    }

    /**
     * The input as the operation takes it: the JSON text of what stands where a text is wanted, and
     * of what is to be the whole body, also of a text (both recorded in LocalStack's
     * v2/services/test_aws_sdk_task_service).
     */
    static JsonNode withTexts(OperationModel<?, ?> operation, JsonNode input) {
        if (!(input instanceof ObjectNode object)) {
            return input;
        }
        ObjectNode given = JsonNodeFactory.instance.objectNode();
        boolean body = false;
        for (var field : object.properties()) {
            JsonNode value = field.getValue();
            Optional<Member> member =
                    operation.input().members().stream()
                            .filter(candidate -> isNamed(candidate, field.getKey()))
                            .findFirst();
            if (value.isContainerNode() && member.filter(SdkShapes::isText).isPresent()) {
                given.put(field.getKey(), value.toString());
            } else if (member.filter(SdkShapes::isBody).isPresent()) {
                given.put(field.getKey(), value.toString().getBytes(StandardCharsets.UTF_8));
                body = true;
            } else {
                given.set(field.getKey(), value);
            }
        }
        if (body) {
            setDefault(operation, given, "ContentType", "text/plain; charset=UTF-8");
            setDefault(operation, given, "ChecksumAlgorithm", "CRC32");
        }
        return given;
    }

    /** What the SDK sends with a body if the task does not say otherwise. */
    private static void setDefault(
            OperationModel<?, ?> operation, ObjectNode given, String name, String value) {
        boolean known =
                operation.input().members().stream().anyMatch(member -> member.name().equals(name));
        if (known && !given.has(name)) {
            given.put(name, value);
        }
    }

    private static boolean isText(Member member) {
        return member.target().get() instanceof ScalarSchema scalar
                && scalar.type() == ShapeType.STRING;
    }

    /** Whether a member is the body of the HTTP message, as bytes. */
    static boolean isBody(Member member) {
        return member.location() == Member.Location.PAYLOAD
                && member.target().get() instanceof ScalarSchema scalar
                && scalar.type() == ShapeType.BLOB;
    }

    private static boolean isNamed(Member member, String name) {
        return member.name().equals(name) || capitalised(member.name()).equals(name);
    }

    /** A value whose members have the names of the API, with those of Step Functions. */
    static JsonNode renamed(Schema schema, JsonNode value) {
        return switch (schema) {
            case ScalarSchema _ -> value;
            case ListSchema list -> elements(list, value);
            case MapSchema map -> entries(map, value);
            case StructSchema<?> struct -> members(struct, value);
        };
    }

    private static JsonNode elements(ListSchema schema, JsonNode value) {
        Schema element = schema.element().target().get();
        ArrayNode renamed = JsonNodeFactory.instance.arrayNode(value.size());
        value.forEach(each -> renamed.add(renamed(element, each)));
        return renamed;
    }

    private static JsonNode entries(MapSchema schema, JsonNode value) {
        Schema element = schema.value().target().get();
        ObjectNode renamed = JsonNodeFactory.instance.objectNode();
        value.properties()
                .forEach(each -> renamed.set(each.getKey(), renamed(element, each.getValue())));
        return renamed;
    }

    private static JsonNode members(StructSchema<?> schema, JsonNode value) {
        ObjectNode renamed = JsonNodeFactory.instance.objectNode();
        for (Member member : schema.members()) {
            JsonNode present = value.get(member.name());
            String name = capitalised(member.name());
            if (isBody(member)) {
                renamed.put(name, present == null ? "" : text(present));
            } else if (present != null) {
                renamed.set(name, renamed(member.target().get(), present));
            } else if (member.location() == Member.Location.HEADERS) {
                renamed.putObject(name);
            }
        }
        return renamed;
    }

    /** A body is shown as the text that it is. */
    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }

    static String capitalised(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
}
