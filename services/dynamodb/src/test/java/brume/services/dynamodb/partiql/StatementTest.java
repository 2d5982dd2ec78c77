package brume.services.dynamodb.partiql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.Operand;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.value.Decimal;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementTest {

    @Test
    void selectNamesTableIndexPathsAndOrder() {
        Statement statement =
                Statement.parse(
                        "SELECT a, b.c[1] FROM \"t\".\"i\" WHERE \"a\" = ? ORDER BY a DESC",
                        List.of(new Value.S("x")));
        assertThat(statement)
                .isInstanceOfSatisfying(
                        Statement.Select.class,
                        select -> {
                            assertThat(select.table()).isEqualTo("t");
                            assertThat(select.index()).isEqualTo("i");
                            assertThat(select.where())
                                    .isEqualTo(
                                            new Condition.Compare(
                                                    Condition.Comparator.EQ,
                                                    new Operand.Attribute(Path.of("a")),
                                                    new Operand.Constant(new Value.S("x"))));
                            assertThat(select.order())
                                    .containsExactly(new Statement.Order(Path.of("a"), true));
                            assertThat(select.projection()).isNotNull();
                        });
    }

    @Test
    void insertHoldsLiteralsOfEveryType() {
        Statement statement =
                Statement.parse(
                        "INSERT INTO t VALUE {'s': 'it''s', 'n': -.5, 'ss': <<'a'>>}", List.of());
        assertThat(statement)
                .isInstanceOfSatisfying(
                        Statement.Insert.class,
                        insert ->
                                assertThat(insert.item())
                                        .containsEntry("s", new Value.S("it's"))
                                        .containsEntry("n", new Value.N(Decimal.parse("-0.5")))
                                        .containsEntry("ss", new Value.SS(List.of("a"))));
    }

    @Test
    void parametersMustBeAsManyAsTheirMarks() {
        assertThatThrownBy(() ->
                        Statement.parse(
                                "SELECT * FROM t WHERE a = ?",
                                List.of(new Value.S("x"), new Value.S("y"))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage("Number of parameters in request and statement don't match.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "{'a':", "NOT ", "size(", "<<"})
    void nestingIsBounded(String opening) {
        assertThatThrownBy(() ->
                        Statement.parse(
                                "SELECT * FROM t WHERE a = " + opening.repeat(1000), List.of()))
                .isInstanceOf(InvalidRequest.class);
    }

    /** Texts recorded from the service in October 2026 by the DynamoDB conformance project. */
    @ParameterizedTest
    @CsvSource({
        "SELECT * FROM t WHERE,Unexpected term",
        "SELECT * FROM t WHERE NOT,Unexpected term",
        "SELECT * FROM t WHERE a = 1 AND,Missing right-hand side expression of infix operator",
        "SELECT * FROM t WHERE a = 1 OR;,Missing right-hand side expression of infix operator",
        "SELECT * FROM t WHERE ORDER BY a,Unexpected keyword",
        "SELECT * FROM t WHERE IS NULL,Unexpected operator",
        "SELECT * FROM t WHERE a = LIKE,Unexpected operator",
        "SELECT * FROM t WHERE a IS FOO,Expected type name",
        "DELETE FROM,Expected identifier for simple path",
        "DELETE FROM WHERE a = 1,Expected identifier for simple path"
    })
    void whatIsMissingIsSaid(String statement, String detail) {
        assertThatThrownBy(() -> Statement.parse(statement, List.of()))
                .hasMessage("Statement wasn't well formed, can't be processed: " + detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM t WHERE a = 1 b",
                "SELECT * FROM t ORDER BY a WHERE a = 1",
                "INSERT INTO t x VALUE {'a': 1}"
            })
    void whatIsLeftOverIsRefused(String statement) {
        assertThatThrownBy(() -> Statement.parse(statement, List.of()))
                .hasMessage(
                        "Statement wasn't well formed, can't be processed: Unexpected token after"
                                + " expression");
    }
}
