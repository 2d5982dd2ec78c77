package brume.services.states.domain.asl;

import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Path;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of a Choice state. */
final class ChoiceParser {

    private static final int DEPTH_MAX = 50;
    private static final Set<String> NOT_OPERATORS =
            Set.of("Variable", "Next", "Comment", "Assign", "Output");
    private static final Map<String, TypeTest> TYPE_TESTS =
            Map.of(
                    "IsNull", TypeTest.NULL,
                    "IsPresent", TypeTest.PRESENT,
                    "IsNumeric", TypeTest.NUMERIC,
                    "IsString", TypeTest.STRING,
                    "IsBoolean", TypeTest.BOOLEAN,
                    "IsTimestamp", TypeTest.TIMESTAMP);

    private ChoiceParser() {}

    static List<State.Rule> rules(Fields state) {
        List<State.Rule> rules = new ArrayList<>();
        List<Fields> choices = state.objects("Choices");
        if (state.has("Choices") && choices.isEmpty()) {
            state.fault("Choices", "Value cannot be empty");
        }
        for (Fields choice : choices) {
            choice.require("Next");
            Condition condition = choice.isJsonata() ? computed(choice) : condition(choice, 0);
            String next = choice.string("Next");
            if (condition != null && next != null) {
                rules.add(
                        new State.Rule(
                                condition,
                                next,
                                choice.template("Assign"),
                                choice.isJsonata() ? choice.template("Output") : null));
            }
        }
        return rules;
    }

    private static @Nullable Condition computed(Fields rule) {
        rule.only(Set.of("Condition", "Next", "Comment", "Assign", "Output"));
        rule.require("Condition");
        JsonataExpression expression = rule.jsonata("Condition");
        JsonNode constant = rule.node("Condition");
        if (expression != null) {
            return new Condition.Computed(expression);
        }
        if (constant != null && constant.isBoolean()) {
            return new Condition.Always(constant.booleanValue());
        }
        if (constant != null) {
            rule.fault("Condition", "Expected value of type Boolean or a JSONata expression");
        }
        return null;
    }

    private static @Nullable Condition condition(Fields rule, int depth) {
        if (depth > DEPTH_MAX) {
            rule.fault("Choice rules are nested too deeply");
            return null;
        }
        if (rule.has("And")) {
            return new Condition.And(conditions(rule, "And", depth));
        }
        if (rule.has("Or")) {
            return new Condition.Or(conditions(rule, "Or", depth));
        }
        if (rule.has("Not")) {
            Fields inner = rule.child("Not");
            Condition condition = inner == null ? null : condition(inner, depth + 1);
            return condition == null ? null : new Condition.Not(condition);
        }
        return test(rule);
    }

    private static List<Condition> conditions(Fields rule, String operator, int depth) {
        List<Condition> conditions = new ArrayList<>();
        List<Fields> inner = rule.objects(operator);
        if (inner.isEmpty()) {
            rule.fault(operator, "Value cannot be empty");
        }
        for (Fields element : inner) {
            Condition condition = condition(element, depth + 1);
            if (condition != null) {
                conditions.add(condition);
            }
        }
        return conditions;
    }

    private static @Nullable Condition test(Fields rule) {
        rule.require("Variable");
        Path variable = rule.path("Variable", null);
        List<String> operators = new ArrayList<>();
        for (var field : rule.object().properties()) {
            if (!NOT_OPERATORS.contains(field.getKey())) {
                operators.add(field.getKey());
            }
        }
        if (operators.size() != 1) {
            rule.fault("A choice rule must have exactly one comparison operator");
            return null;
        }
        return variable == null ? null : operator(rule, variable, operators.getFirst());
    }

    private static @Nullable Condition operator(Fields rule, Path variable, String name) {
        TypeTest typeTest = TYPE_TESTS.get(name);
        if (typeTest != null) {
            return new Condition.Is(variable, typeTest, rule.flag(name));
        }
        boolean path = name.endsWith("Path");
        Optional<Comparison> comparison =
                Comparison.find(path ? name.substring(0, name.length() - 4) : name);
        if (comparison.isEmpty()
                || (path && comparison.get().relation() == Comparison.Relation.MATCHES)) {
            rule.fault("Field '" + name + "' is not supported");
            return null;
        }
        if (path) {
            Path other = rule.path(name, null);
            return other == null
                    ? null
                    : new Condition.Compare(variable, comparison.get(), null, other);
        }
        JsonNode constant = rule.node(name);
        if (constant == null || !comparison.get().accepts(constant)) {
            rule.fault(name, wrongType(comparison.get().kind()));
            return null;
        }
        return new Condition.Compare(variable, comparison.get(), constant, null);
    }

    private static String wrongType(Comparison.Kind kind) {
        return switch (kind) {
            case STRING -> "Expected value of type String";
            case NUMERIC -> "Expected value of type Number";
            case BOOLEAN -> "Expected value of type Boolean";
            case TIMESTAMP -> "String does not match RFC3339 timestamp";
        };
    }
}
