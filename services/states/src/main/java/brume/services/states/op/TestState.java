package brume.services.states.op;

import brume.api.states.InspectionData;
import brume.api.states.InspectionErrorDetails;
import brume.api.states.StatesApi;
import brume.api.states.StatesErrors;
import brume.api.states.TestStateInput;
import brume.api.states.TestStateOutput;
import brume.base.Ids;
import brume.services.states.domain.asl.Definition;
import brume.services.states.domain.asl.DefinitionParser;
import brume.services.states.domain.asl.WorkflowType;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.engine.ExecutionFacts;
import brume.services.states.domain.engine.Failure;
import brume.services.states.domain.engine.Inspector.Bound;
import brume.services.states.domain.engine.Inspector.Stage;
import brume.services.states.store.ExpressRecord;
import brume.services.states.worker.StateTest;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries one state out, without a state machine. */
public final class TestState implements Operation<TestStateInput, TestStateOutput> {

    /** What AWS calls a state that is given without its name. */
    private static final String UNNAMED = "StateName";

    private final StateTest test;

    public TestState(StateTest test) {
        this.test = test;
    }

    @Override
    public OperationModel<TestStateInput, TestStateOutput> model() {
        return StatesApi.TEST_STATE;
    }

    @Override
    public List<Permission> permissions(TestStateInput input, Call call) {
        List<Permission> needed = new ArrayList<>();
        needed.add(Permission.of(model().action(), "*"));
        if (input.roleArn() != null) {
            needed.add(MachineChecks.passRole(input.roleArn()));
        }
        if (Boolean.TRUE.equals(input.revealSecrets())) {
            needed.add(Permission.of("states:RevealSecrets", "*"));
        }
        return needed;
    }

    @Override
    public TestStateOutput handle(TestStateInput input, Call call) {
        if (input.roleArn() != null) {
            MachineChecks.role(input.roleArn());
        }
        Payload given = ExecutionInput.read(input.input());
        ObjectNode machine = machine(input);
        String name = machine.path("StartAt").asText();
        String text = Documents.text(machine);
        WorkflowType type = type(input, machine.path("States").path(name));
        MachineChecks.definition(text, type);
        Definition definition =
                Objects.requireNonNull(DefinitionParser.parse(text, type).definition());
        JsonNode state = machine.path("States").path(name);
        StateTest.Setup setup =
                StateSetup.read(input, definition.workflow().states().get(name), state);
        if (state.path("Type").asText().equals("Task")
                && input.roleArn() == null
                && setup.mock() == null) {
            throw StatesErrors.validationException(
                    "RoleArn must be specified when testing a Task state");
        }
        ExpressRecord.Id id =
                new ExpressRecord.Id(call.scope(), Ids.uuid(), Ids.uuid(), Ids.uuid());
        ExecutionFacts facts =
                new ExecutionFacts(
                        WorkflowType.EXPRESS,
                        arn(id),
                        id.name(),
                        id.stateMachineArn(),
                        id.stateMachine(),
                        input.roleArn(),
                        call.region().value(),
                        call.time(),
                        given,
                        null);
        return output(
                input,
                given,
                isJsonata(machine, state),
                test.run(definition, facts, call.scope(), setup));
    }

    /**
     * Really carried out, a state can do what it can in an Express workflow; a mock stands for all.
     */
    private static WorkflowType type(TestStateInput input, JsonNode state) {
        boolean runs = !Set.of("Map", "Parallel").contains(state.path("Type").asText());
        return runs && input.mock() == null ? WorkflowType.EXPRESS : WorkflowType.STANDARD;
    }

    /** The state with a name, wherever in the definition it stands; missing if there is none. */
    private static JsonNode find(JsonNode workflow, String name) {
        JsonNode states = workflow.path("States");
        if (states.has(name)) {
            return states.get(name);
        }
        for (JsonNode state : states) {
            List<JsonNode> inside = new ArrayList<>(List.of(state.path("ItemProcessor")));
            inside.add(state.path("Iterator"));
            state.path("Branches").forEach(inside::add);
            for (JsonNode workflowInside : inside) {
                JsonNode found = find(workflowInside, name);
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    /** Unlike that of an Express execution, the ARN of a test does not name its run. */
    private static String arn(ExpressRecord.Id id) {
        return id.arn().substring(0, id.arn().lastIndexOf(':'));
    }

    /** A machine that starts with the state and ends with whatever comes after it. */
    private static ObjectNode machine(TestStateInput input) {
        JsonNode given;
        try {
            given = Documents.parse(input.definition());
        } catch (IllegalArgumentException e) {
            throw invalid("INVALID_JSON_DESCRIPTION: " + e.getMessage());
        }
        boolean whole = given.has("States");
        String name = whole ? input.stateName() : UNNAMED;
        if (name == null) {
            throw StatesErrors.validationException(
                    "stateName is required if the definition is one of a state machine");
        }
        JsonNode state = whole ? find(given, name) : given;
        if (whole && !(state instanceof ObjectNode)) {
            throw StatesErrors.validationException("State not found in definition");
        }
        if (!(state instanceof ObjectNode)) {
            throw invalid("SCHEMA_VALIDATION_FAILED: a state must be an object");
        }
        ObjectNode machine = Documents.object();
        if (whole && given.has("QueryLanguage")) {
            machine.set("QueryLanguage", given.get("QueryLanguage"));
        }
        machine.put("StartAt", name);
        ObjectNode states = machine.putObject("States");
        states.set(name, state);
        for (String target : targets(state)) {
            if (!states.has(target)) {
                states.putObject(target).put("Type", "Succeed");
            }
        }
        return machine;
    }

    private static List<String> targets(JsonNode state) {
        List<JsonNode> sources = new ArrayList<>(List.of(state));
        state.path("Choices").forEach(sources::add);
        state.path("Catch").forEach(sources::add);
        List<String> targets = new ArrayList<>();
        for (JsonNode source : sources) {
            for (String field : List.of("Next", "Default")) {
                if (source.path(field).isTextual()) {
                    targets.add(source.path(field).asText());
                }
            }
        }
        return targets;
    }

    private static ServiceException invalid(String reason) {
        return StatesErrors.invalidDefinition("Invalid State Machine Definition: '" + reason + "'");
    }

    private static boolean isJsonata(JsonNode machine, JsonNode state) {
        String language =
                state.path("QueryLanguage").asText(machine.path("QueryLanguage").asText());
        return language.equals("JSONata");
    }

    private static TestStateOutput output(
            TestStateInput input, Payload given, boolean jsonata, StateTest.Result result) {
        Failure failure = result.failure();
        String level = input.inspectionLevel();
        return TestStateOutput.builder()
                .status(result.status())
                .output(text(result.output()))
                .error(failure == null ? null : failure.error())
                .cause(failure == null ? null : failure.cause())
                .nextState(result.nextState())
                .inspectionData(
                        level == null || level.equals("INFO")
                                ? null
                                : inspection(input, given, jsonata, result.shown()))
                .build();
    }

    private static @Nullable String text(@Nullable Payload payload) {
        return payload == null ? null : payload.text();
    }

    private static InspectionData inspection(
            TestStateInput asked, Payload given, boolean jsonata, StateTest.Shown shown) {
        Map<Stage, Payload> data = shown.data();
        var inspection = InspectionData.builder();
        inspection
                .input(given.text())
                .result(text(data.get(Stage.RESULT)))
                .variables(text(shown.variables()))
                .errorDetails(errorDetails(shown));
        Double concurrency = shown.bounds().get(Bound.MAX_CONCURRENCY);
        Double count = shown.bounds().get(Bound.TOLERATED_FAILURE_COUNT);
        Double percentage = shown.bounds().get(Bound.TOLERATED_FAILURE_PERCENTAGE);
        inspection
                .maxConcurrency(concurrency == null ? null : concurrency.intValue())
                .toleratedFailureCount(count == null ? null : count.intValue())
                .toleratedFailurePercentage(percentage == null ? null : percentage.floatValue());
        if (jsonata) {
            inspection.afterArguments(text(data.get(Stage.AFTER_ARGUMENTS)));
        } else {
            inspection
                    .afterInputPath(text(data.get(Stage.AFTER_INPUT_PATH)))
                    .afterParameters(text(data.get(Stage.AFTER_PARAMETERS)))
                    .afterItemsPath(
                            SourceText.find(
                                    data.get(Stage.AFTER_ITEMS_PATH),
                                    asked.input(),
                                    asked.context()))
                    .afterItemSelector(text(data.get(Stage.AFTER_ITEM_SELECTOR)))
                    .afterResultSelector(text(data.get(Stage.AFTER_RESULT_SELECTOR)))
                    .afterResultPath(text(data.get(Stage.AFTER_RESULT_PATH)));
        }
        if ("TRACE".equals(asked.inspectionLevel())) {
            inspection.request(HttpTrace.request(shown.request()));
            inspection.response(HttpTrace.response(shown.request(), shown.answer()));
        }
        return inspection.build();
    }

    private static @Nullable InspectionErrorDetails errorDetails(StateTest.Shown shown) {
        if (shown.retrier() == null && shown.catcher() == null) {
            return null;
        }
        Double delay = shown.delaySeconds();
        return InspectionErrorDetails.builder()
                .retryIndex(shown.retrier())
                .retryBackoffIntervalSeconds(
                        delay == null ? null : (int) Math.min(delay, Integer.MAX_VALUE))
                .catchIndex(shown.catcher())
                .build();
    }
}
