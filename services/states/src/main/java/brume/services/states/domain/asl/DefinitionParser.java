package brume.services.states.domain.asl;

import brume.services.states.domain.data.Path;
import brume.services.states.domain.data.Template;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and compiles definitions. Source: the Amazon States Language specification. */
public final class DefinitionParser {

    private static final int NESTING_MAX = 20;
    private static final int STATE_NAME_LENGTH_MAX = 80;
    private static final Set<String> ROOT_FIELDS =
            Set.of("Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage");
    private static final Set<String> WORKFLOW_FIELDS =
            Set.of("Comment", "StartAt", "States", "ProcessorConfig", "QueryLanguage");

    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private WorkflowType type;
    private boolean jsonata;

    private DefinitionParser(WorkflowType type) {
        this.type = type;
    }

    /** What came of a definition: it is null if and only if there are diagnostics. */
    public record Result(@Nullable Definition definition, List<Diagnostic> diagnostics) {}

    /** Checks and compiles the text of a definition of a Standard workflow. */
    public static Result parse(String text) {
        return parse(text, WorkflowType.STANDARD);
    }

    /** Checks and compiles the text of a definition. */
    public static Result parse(String text, WorkflowType type) {
        return new DefinitionParser(type).read(text);
    }

    private Result read(String text) {
        JsonNode root;
        try {
            root = text.isEmpty() ? null : Documents.parse(text);
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            return new Result(null, List.of(new Diagnostic(Diagnostic.JSON, reason, "")));
        }
        if (!(root instanceof ObjectNode object)) {
            return new Result(
                    null,
                    List.of(
                            new Diagnostic(
                                    Diagnostic.SCHEMA,
                                    "Definition must be a valid JSON object",
                                    "")));
        }
        Fields fields = new Fields(object, "", diagnostics);
        fields.only(ROOT_FIELDS);
        jsonata = queryLanguage(fields, false);
        Long timeout = fields.integer("TimeoutSeconds", 1, 99_999_999);
        Workflow workflow = workflow(fields, 0);
        return diagnostics.isEmpty()
                ? new Result(new Definition(workflow, timeout), List.of())
                : new Result(null, diagnostics.stream().distinct().toList());
    }

    /** Whether the fields ask for JSONata, {@code inherited} if they do not say. */
    private boolean queryLanguage(Fields fields, boolean inherited) {
        String language = fields.string("QueryLanguage");
        if (language == null) {
            return inherited;
        }
        if (language.equals("JSONata")) {
            return true;
        }
        if (!language.equals("JSONPath")) {
            fields.fault(
                    "QueryLanguage",
                    "The field 'QueryLanguage' should have one of these values: [JSONPath,"
                            + " JSONata]");
            return inherited;
        }
        if (inherited) {
            fields.fault(
                    "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole"
                            + " state machine");
        }
        return false;
    }

    private Workflow workflow(Fields fields, int depth) {
        fields.require("States", "StartAt");
        String startAt = fields.string("StartAt");
        Map<String, State> states = new LinkedHashMap<>();
        Fields children = fields.child("States");
        Set<String> targets = new HashSet<>();
        if (children != null) {
            for (var entry : children.object().properties()) {
                Fields state = children.child(entry.getKey());
                State compiled = state == null ? null : state(entry.getKey(), state, depth);
                if (compiled != null) {
                    states.put(entry.getKey(), compiled);
                }
            }
            if (startAt != null) {
                targets.add(startAt);
                target(children, startAt, "StartAt", fields.location("StartAt"));
            }
            Transitions.of(children, targets)
                    .forEach(step -> target(children, step.to(), "Next", step.location()));
            unreachable(children, targets);
        }
        return new Workflow(startAt == null ? "" : startAt, Map.copyOf(states));
    }

    private void target(Fields states, String name, String field, String location) {
        if (!states.has(name)) {
            diagnostics.add(
                    new Diagnostic(
                            Diagnostic.TRANSITION,
                            "Missing '" + field + "' target: " + name,
                            location));
        }
    }

    private void unreachable(Fields states, Set<String> targets) {
        for (var entry : states.object().properties()) {
            if (!targets.contains(entry.getKey())) {
                diagnostics.add(
                        new Diagnostic(
                                Diagnostic.TRANSITION,
                                "State \"" + entry.getKey() + "\" is not reachable.",
                                states.location(entry.getKey())));
            }
        }
    }

    private @Nullable State state(String name, Fields fields, int depth) {
        if (!names.add(name)) {
            diagnostics.add(
                    new Diagnostic(
                            Diagnostic.DUPLICATE,
                            "Duplicate State name: " + name,
                            fields.location()));
        }
        if (name.length() > STATE_NAME_LENGTH_MAX) {
            fields.fault("State name is longer than 80 characters");
        }
        fields.require("Type");
        String type = fields.string("Type");
        Fields written = fields.ofState(queryLanguage(fields, jsonata));
        return type == null ? null : state(name, type, written, depth);
    }

    private @Nullable State state(String name, String type, Fields fields, int depth) {
        Set<String> known = StateFields.of(type, fields.isJsonata());
        if (known.isEmpty()) {
            fields.fault(
                    "Type",
                    "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed,"
                            + " Fail, Choice, Parallel, Map]");
            return null;
        }
        fields.only(known);
        if (depth > NESTING_MAX) {
            fields.fault("States are nested too deeply");
            return null;
        }
        StateParser parser = new StateParser(fields, this.type);
        State.Common common = parser.common(name, type);
        return switch (type) {
            case "Pass" -> parser.pass(common);
            case "Task" -> parser.task(common);
            case "Choice" ->
                    new State.Choice(common, ChoiceParser.rules(fields), fields.string("Default"));
            case "Wait" -> parser.waiting(common);
            case "Succeed" -> new State.Succeed(common);
            case "Fail" -> parser.fail(common);
            case "Parallel" -> parallel(common, fields, parser, depth);
            default -> map(common, fields, parser, depth);
        };
    }

    private State parallel(State.Common common, Fields fields, StateParser parser, int depth) {
        fields.require("Branches");
        List<Workflow> branches = new ArrayList<>();
        List<Fields> sources = fields.objects("Branches");
        if (fields.has("Branches") && sources.isEmpty()) {
            fields.fault("Branches", "Value cannot be empty");
        }
        for (Fields branch : sources) {
            branch.only(WORKFLOW_FIELDS);
            branches.add(workflow(branch, depth + 1));
        }
        return new State.Parallel(
                common,
                List.copyOf(branches),
                parser.parameters(),
                parser.shape(),
                parser.errors());
    }

    private State map(State.Common common, Fields fields, StateParser parser, int depth) {
        String processorField = fields.has("ItemProcessor") ? "ItemProcessor" : "Iterator";
        if (!fields.has(processorField)) {
            fields.require("ItemProcessor");
        }
        Workflow workflow = new Workflow("", Map.of());
        DistributedMap distributed = null;
        Fields processor = fields.child(processorField);
        if (processor != null) {
            processor.only(WORKFLOW_FIELDS);
            distributed = distributed(fields, processor);
            workflow = processor(processor, distributed, depth + 1);
        }
        String selectorField = fields.has("ItemSelector") ? "ItemSelector" : "Parameters";
        Template selector = fields.template(selectorField);
        Path items = fields.path("ItemsPath", Path.ROOT);
        return new State.MapItems(
                common,
                items == null ? Path.ROOT : items,
                fields.isJsonata() ? fields.template("Items") : null,
                selector,
                workflow,
                distributed,
                fields.limit("MaxConcurrency", 0, Integer.MAX_VALUE),
                parser.shape(),
                parser.errors());
    }

    /** What the Map state has in distributed mode, or null if it is in inline mode. */
    private @Nullable DistributedMap distributed(Fields map, Fields processor) {
        Fields config = processor.child("ProcessorConfig");
        if (config == null || !"DISTRIBUTED".equals(config.string("Mode"))) {
            inline(map, config);
            return null;
        }
        if (type == WorkflowType.EXPRESS) {
            config.fault("Mode", "Express state machine does not support the mode 'DISTRIBUTED'");
        }
        return new DistributedMapParser(map).parse(config);
    }

    private static void inline(Fields map, @Nullable Fields config) {
        if (config != null && config.has("Mode") && !"INLINE".equals(config.string("Mode"))) {
            config.fault(
                    "Mode",
                    "The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED]");
        }
        DistributedMapParser.REFUSED_INLINE.stream()
                .filter(map::has)
                .map(field -> "Field '" + field + "' is not supported in INLINE mode")
                .forEach(map::fault);
    }

    /** Child executions may be of another type than the execution that starts them. */
    private Workflow processor(Fields processor, @Nullable DistributedMap distributed, int depth) {
        WorkflowType outer = type;
        if (distributed != null) {
            type = distributed.executionType();
        }
        Workflow workflow = workflow(processor, depth);
        type = outer;
        return workflow;
    }
}
