package brume.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Updates; the texts are facts recorded from AWS by dynalite's tests. */
final class UpdateTest {

    private static final long SEED = 20261124;
    private static final Map<String, Value> VALUES =
            Map.of(
                    ":n", number(5),
                    ":s", new Value.S("abc"),
                    ":l", new Value.L(List.of(number(8))),
                    ":set", new Value.SS(List.of("x")));

    private static Value number(int value) {
        return new Value.N(Decimal.parse(Integer.toString(value)));
    }

    private static Map<String, Value> apply(String expression, Map<String, Value> item) {
        return UpdateEvaluation.apply(parse(expression), item);
    }

    private static Update parse(String expression) {
        return Update.parse(expression, new Placeholders(Map.of("#a", "a"), VALUES));
    }

    private static Value list(int... numbers) {
        List<Value> values = new ArrayList<>();
        for (int number : numbers) {
            values.add(number(number));
        }
        return new Value.L(values);
    }

    @Test
    void takesValuesFromBefore() {
        Map<String, Value> item = Map.of("a", number(1), "b", number(2));
        assertThat(apply("SET a = b, b = a", item))
                .isEqualTo(Map.of("a", number(2), "b", number(1)));
        assertThat(apply("SET c = a + b REMOVE a", item))
                .isEqualTo(Map.of("b", number(2), "c", number(3)));
    }

    @Test
    void indexesMeanTheElementsBefore() {
        Map<String, Value> item = Map.of("l", list(0, 1, 2, 3));
        assertThat(apply("REMOVE l[0], l[2]", item)).isEqualTo(Map.of("l", list(1, 3)));
        assertThat(apply("SET l[9] = :n, l[7] = :n REMOVE l[1]", item))
                .isEqualTo(Map.of("l", list(0, 2, 3, 5, 5)));
        assertThat(item.get("l")).isEqualTo(list(0, 1, 2, 3));
    }

    @Test
    void rejectsWhatDoesNotFitTheItem() {
        Map<String, Value> item = Map.of("a", new Value.S("text"));
        assertThatThrownBy(() -> apply("SET a = a + :n", item))
                .hasMessage("An operand in the update expression has an incorrect data type");
        assertThatThrownBy(() -> apply("SET b = c", item))
                .hasMessage(
                        "The provided expression refers to an attribute that does not exist in the"
                                + " item");
        assertThatThrownBy(() -> apply("SET b.c = :n", item))
                .hasMessage(
                        "The document path provided in the update expression is invalid for"
                                + " update");
        assertThatThrownBy(() -> apply("ADD a :n", item))
                .hasMessage("An operand in the update expression has an incorrect data type");
    }

    @Test
    void rejectsWithAwsTexts() {
        assertText(
                "INVALID SYNTAX HERE",
                "Syntax error; token: \"INVALID\", near: \"INVALID SYNTAX\"");
        assertText("", "The expression can not be empty;");
        assertText(
                "SET #b = :n",
                "An expression attribute name used in the document path is not defined; attribute"
                        + " name: #b");
        assertText(
                "SET a = :q",
                "An expression attribute value used in expression is not defined; attribute value:"
                        + " :q");
        assertText(
                "SET a = :n SET b = :n",
                "The \"SET\" section can only be used once in an update expression;");
        assertText(
                "SET a = :n REMOVE a",
                "Two document paths overlap with each other; must remove or rewrite one of these"
                        + " paths; path one: [a], path two: [a]");
        assertText(
                "SET a.b = :n, a[1] = :n",
                "Two document paths conflict with each other; must remove or rewrite one of these"
                        + " paths; path one: [a, b], path two: [a, [1]]");
        assertText(
                "ADD a :s",
                "Incorrect operand type for operator or function; operator: ADD, operand type:"
                        + " STRING");
        assertText(
                "DELETE a :n",
                "Incorrect operand type for operator or function; operator: DELETE, operand type:"
                        + " NUMBER");
        assertText(
                "SET a = list_append(b, :n)",
                "Incorrect operand type for operator or function; operator or function:"
                        + " list_append, operand type: N");
        assertText("SET a = foo(:n)", "Invalid function name; function: foo");
        assertText(
                "SET value = :n", "Attribute name is a reserved keyword; reserved keyword: value");
    }

    private static void assertText(String expression, String text) {
        assertThatThrownBy(() -> parse(expression)).hasMessage("Invalid UpdateExpression: " + text);
    }

    /** Random updates of whole attributes and list elements against a simple model. */
    @Test
    void agreesWithASimpleModel() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int round = 0; round < 2_000; round++) {
            int length = random.nextInt(6);
            int[] numbers = new int[length];
            for (int i = 0; i < length; i++) {
                numbers[i] = i;
            }
            TreeMap<Integer, Boolean> changes = new TreeMap<>();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                changes.put(random.nextInt(9), random.nextBoolean());
            }
            List<String> sets = new ArrayList<>();
            List<String> removals = new ArrayList<>();
            List<Value> model = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                Boolean sets5 = changes.get(i);
                if (sets5 == null) {
                    if (i < length) {
                        model.add(number(i));
                    }
                } else if (sets5) {
                    sets.add("l[" + i + "] = :n");
                    model.add(number(5));
                } else {
                    removals.add("l[" + i + "]");
                }
            }
            String expression =
                    (sets.isEmpty() ? "" : "SET " + String.join(", ", sets) + " ")
                            + (removals.isEmpty() ? "" : "REMOVE " + String.join(", ", removals));
            Map<String, Value> item = new LinkedHashMap<>(Map.of("l", list(numbers)));
            assertThat(apply(expression, item).get("l"))
                    .as("seed %d round %d: %s on %d", SEED, round, expression, length)
                    .isEqualTo(new Value.L(model));
        }
    }
}
