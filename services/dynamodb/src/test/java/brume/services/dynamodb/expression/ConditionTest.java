package brume.services.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Conditions. The texts are facts recorded from AWS by dynalite's and the conformance project's
 * tests.
 */
final class ConditionTest {

    private static final Map<String, Value> VALUES =
            Map.of(
                    ":n", number("5"),
                    ":s", new Value.S("abc"),
                    ":t", new Value.S("S"),
                    ":m", number("9"),
                    ":b", new Value.Bool(true),
                    ":set", new Value.SS(List.of("x", "y")));
    private static final Map<String, Value> ITEM =
            Map.of(
                    "a", number("7"),
                    "s", new Value.S("abcdef"),
                    "x", new Value.SS(List.of("y", "x")),
                    "l", new Value.L(List.of(number("1"), new Value.M(Map.of("k", number("5"))))));

    private static Value number(String text) {
        return new Value.N(Decimal.parse(text));
    }

    private static boolean test(String expression) {
        return parse(expression).test(ITEM);
    }

    private static Condition parse(String expression) {
        return ConditionParser.parse(
                "ConditionExpression",
                expression,
                new Placeholders(Map.of("#a", "a", "#size", "size"), VALUES));
    }

    @Test
    void evaluates() {
        assertThat(test("a > :n")).isTrue();
        assertThat(test("NOT a > :n")).isFalse();
        assertThat(test("#a BETWEEN :n AND :m AND begins_with(s, :s)")).isTrue();
        assertThat(test("a = :n OR (a = :m OR s = :s) OR size(s) > :n")).isTrue();
        assertThat(test("a IN (:s, :n)")).isFalse();
        assertThat(test("x = :set")).isTrue();
        assertThat(test("contains(x, :s) or contains(s, :s)")).isTrue();
        assertThat(test("l[1].k = :n")).isTrue();
        assertThat(test("attribute_exists(l[1].k) AND attribute_not_exists(l[2])")).isTrue();
        assertThat(test("attribute_type(s, :t)")).isTrue();
        assertThat(test("nope = :n")).isFalse();
        assertThat(test("nope <> :n")).isTrue();
        assertThat(test("s < :n")).isFalse();
        assertThat(test("(a) > (:n)")).isTrue();
        assertThat(test("(a > :n) AND (s > :s)")).isTrue();
    }

    @Test
    void andBindsTighterThanOr() {
        assertThat(test("a > :n OR a < :n AND a < :n")).isTrue();
        assertThat(test("(a > :n OR a < :n) AND a < :n")).isFalse();
    }

    @Test
    void rejectsWithAwsTexts() {
        assertText("", "The expression can not be empty;");
        assertText("a = ", "Syntax error; token: \"<EOF>\", near: \"= \"");
        assertText("a ! :n", "Syntax error; token: \"!\", near: \"a ! :n\"");
        assertText("a", "Syntax error; token: \"<EOF>\", near: \"a\"");
        assertText("((a = :n))", "The expression has redundant parentheses;");
        assertText("((a)) = :n", "The expression has redundant parentheses;");
        assertText("foo(a)", "Invalid function name; function: foo");
        assertText(
                "contains(a, begins_with(s, :s))",
                "The function is not allowed to be used this way in an expression; function:"
                        + " begins_with");
        assertText(
                "size(a)",
                "The function is not allowed to be used this way in an expression; function: size");
        assertText("size = :n", "Attribute name is a reserved keyword; reserved keyword: size");
        assertText(
                "#b = :n",
                "An expression attribute name used in the document path is not defined; attribute"
                        + " name: #b");
        assertText(
                "a = :z",
                "An expression attribute value used in expression is not defined; attribute value:"
                        + " :z");
        assertText(
                "attribute_exists(a, s)",
                "Incorrect number of operands for operator or function; operator or function:"
                        + " attribute_exists, number of operands: 2");
        assertText(
                "a = a",
                "The first operand must be distinct from the remaining operands for this operator"
                        + " or function; operator: =, first operand: [a]");
        assertText(
                "begins_with(s, :n)",
                "Incorrect operand type for operator or function; operator or function:"
                        + " begins_with, operand type: N");
        assertText(
                "attribute_exists(:n)",
                "Operator or function requires a document path; operator or function:"
                        + " attribute_exists");
        assertText(
                "a BETWEEN :m AND :n",
                "The BETWEEN operator requires upper bound to be greater than or equal to lower"
                        + " bound; lower bound operand: AttributeValue: {N:9}, upper bound operand:"
                        + " AttributeValue: {N:5}");
    }

    private static void assertText(String expression, String text) {
        assertThatThrownBy(() -> parse(expression))
                .hasMessage("Invalid ConditionExpression: " + text);
    }

    @Test
    void survivesHostileInput() {
        assertThatThrownBy(() -> parse("(".repeat(4000))).hasMessageContaining("Invalid");
        assertThatThrownBy(() -> parse("NOT ".repeat(1000))).hasMessageContaining("Invalid");
        assertThatThrownBy(() -> parse("a = :n OR ".repeat(405) + "a = :n"))
                .hasMessageContaining("too many operators");
        assertThatThrownBy(() -> parse("x".repeat(4097))).hasMessageContaining("maximum");
    }

    @Test
    void demandsUseOfEveryPlaceholder() {
        Placeholders placeholders = new Placeholders(Map.of("#x", "a"), null);
        assertThatThrownBy(placeholders::checkAllUsed)
                .hasMessage(
                        "Value provided in ExpressionAttributeNames unused in expressions: keys:"
                                + " {#x}");
        assertThatThrownBy(() -> new Placeholders(Map.of("x", "a"), null))
                .hasMessage(
                        "ExpressionAttributeNames contains invalid key: Syntax error; key: \"x\"");
    }
}
