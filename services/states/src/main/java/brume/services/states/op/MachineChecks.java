package brume.services.states.op;

import brume.api.states.EncryptionConfiguration;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.Tag;
import brume.api.states.TracingConfiguration;
import brume.base.Arn;
import brume.services.states.domain.StatesQuotas;
import brume.services.states.domain.asl.DefinitionParser;
import brume.services.states.domain.asl.Diagnostic;
import brume.services.states.domain.asl.VariableReferences;
import brume.services.states.domain.asl.WorkflowType;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import brume.wire.ShapeJson;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What CreateStateMachine and UpdateStateMachine demand of their input. */
final class MachineChecks {

    private static final TracingConfiguration NO_TRACING =
            TracingConfiguration.builder().enabled(false).build();

    private MachineChecks() {}

    static WorkflowType type(@Nullable String type) {
        return type == null ? WorkflowType.STANDARD : WorkflowType.valueOf(type);
    }

    static void definition(String text, WorkflowType type) {
        long bytesMax = StatesQuotas.DEFINITION_BYTES.value();
        if (text.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            throw invalid("Definition is larger than " + bytesMax + " bytes");
        }
        List<Diagnostic> diagnostics = DefinitionParser.parse(text, type).diagnostics();
        if (!diagnostics.isEmpty()) {
            throw invalid(
                    diagnostics.stream()
                            .map(Diagnostic::toString)
                            .collect(Collectors.joining(", ")));
        }
    }

    /** The variables that the states of a stored definition refer to, or null if there are none. */
    static @Nullable Map<String, List<String>> variableReferences(String definition) {
        Map<String, List<String>> references = VariableReferences.of(Documents.parse(definition));
        return references.isEmpty() ? null : references;
    }

    private static ServiceException invalid(String reason) {
        return StatesErrors.invalidDefinition("Invalid State Machine Definition: '" + reason + "'");
    }

    static void role(String arn) {
        boolean role =
                Arn.find(arn)
                        .filter(parsed -> parsed.service().equals("iam"))
                        .filter(parsed -> parsed.resource().startsWith("role/"))
                        .isPresent();
        if (!role) {
            throw StatesErrors.invalidArn("Invalid Role Arn: '" + arn + "'");
        }
    }

    static Permission passRole(String arn) {
        return Permission.of("iam:PassRole", arn)
                .withContext(Map.of("iam:PassedToService", List.of("states.amazonaws.com")));
    }

    /** Tracing with X-Ray is not built: it can only be off. */
    static JsonNode tracing(@Nullable TracingConfiguration configuration) {
        if (configuration != null && Boolean.TRUE.equals(configuration.enabled())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "tracing");
        }
        return ShapeJson.toTree(NO_TRACING);
    }

    /** Keys of the customer are not built: only AWS's own key is accepted. */
    static void encryption(@Nullable EncryptionConfiguration configuration) {
        if (configuration != null && !"AWS_OWNED_KEY".equals(configuration.type())) {
            throw CommonErrors.notImplemented(StatesApi.MODEL, "encryption with KMS keys");
        }
    }

    static Map<String, String> tags(@Nullable List<Tag> tags, Map<String, String> before) {
        Map<String, String> all = new LinkedHashMap<>(before);
        if (tags != null) {
            for (Tag tag : tags) {
                String value = tag.value();
                if (tag.key() != null) {
                    all.put(tag.key(), value == null ? "" : value);
                }
            }
        }
        if (all.size() > StatesQuotas.TAGS_PER_RESOURCE.value()) {
            throw StatesErrors.tooManyTags(
                    "The number of tags exceeds the limit of "
                            + StatesQuotas.TAGS_PER_RESOURCE.value());
        }
        return all;
    }
}
