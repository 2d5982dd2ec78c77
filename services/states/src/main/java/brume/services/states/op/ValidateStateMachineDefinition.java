package brume.services.states.op;

import brume.api.states.StatesApi;
import brume.api.states.ValidateStateMachineDefinitionDiagnostic;
import brume.api.states.ValidateStateMachineDefinitionInput;
import brume.api.states.ValidateStateMachineDefinitionOutput;
import brume.services.states.domain.asl.DefinitionParser;
import brume.services.states.domain.asl.Diagnostic;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.OperationModel;
import java.util.List;

/** Checks a definition without creating anything. */
public final class ValidateStateMachineDefinition
        implements Operation<
                ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput> {

    private static final int DIAGNOSTICS_MAX = 100;

    @Override
    public OperationModel<ValidateStateMachineDefinitionInput, ValidateStateMachineDefinitionOutput>
            model() {
        return StatesApi.VALIDATE_STATE_MACHINE_DEFINITION;
    }

    @Override
    public ValidateStateMachineDefinitionOutput handle(
            ValidateStateMachineDefinitionInput input, Call call) {
        List<ValidateStateMachineDefinitionDiagnostic> diagnostics =
                DefinitionParser.parse(input.definition(), MachineChecks.type(input.type()))
                        .diagnostics()
                        .stream()
                        .map(ValidateStateMachineDefinition::shape)
                        .toList();
        Integer wanted = input.maxResults();
        int size = wanted == null || wanted == 0 ? DIAGNOSTICS_MAX : wanted;
        boolean truncated = diagnostics.size() > size;
        return ValidateStateMachineDefinitionOutput.builder()
                .result(diagnostics.isEmpty() ? "OK" : "FAIL")
                .diagnostics(truncated ? diagnostics.subList(0, size) : diagnostics)
                .truncated(truncated)
                .build();
    }

    private static ValidateStateMachineDefinitionDiagnostic shape(Diagnostic diagnostic) {
        return ValidateStateMachineDefinitionDiagnostic.builder()
                .severity("ERROR")
                .code(diagnostic.code())
                .message(diagnostic.message())
                .location(diagnostic.location().isEmpty() ? null : diagnostic.location())
                .build();
    }
}
