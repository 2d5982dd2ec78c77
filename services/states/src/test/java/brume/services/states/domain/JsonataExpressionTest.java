package brume.services.states.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.JsonataExpression;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions as a state evaluates them; error texts as LocalStack's repository records them. */
class JsonataExpressionTest {

    private static final Bindings BINDINGS =
            new Bindings(
                            Payload.ofText("{\"a\":{\"b\":[1,2,3]},\"n\":null,\"text\":\"x y\"}"),
                            () -> Documents.parse("{\"Execution\":{\"Name\":\"e\"}}"),
                            Map.of(
                                    "v",
                                    Documents.parse("[{\"k\":1.5}]"),
                                    "none",
                                    NullNode.getInstance()))
                    .withResult(Payload.ofText("{\"r\":true}"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "$sum($states.input.a.b)|6",
                "$states.input.n|null",
                "null|null",
                "$none|null",
                "$v[0].k|1.5",
                "$states.result.r|true",
                "$states.context.Execution.Name|\"e\"",
                "$count($keys($states))|3",
                "[$states.input.a.b[$ > 1]]|[2,3]",
                "2 * 3.5|7",
                "$partition([1,2,3,4,5], 2)|[[1,2],[3,4],[5]]",
                "$range(0, 10, 5)|[0,5,10]",
                "$hash('x', 'MD5')|\"9dd4e461268c8034f5c8564e155c67a6\"",
                "$parse('{\"q\":[1]}').q[0]|1",
                "$length($uuid())|36",
                "$random(7) = $random(7)|true",
                "$split('a1b', /[0-9]/)|[\"a\",\"b\"]",
                "$replace('abc', /b/, function($m){'<' & $m.match & '>'})|\"a<b>c\"",
                "$match('abc', /b/).index|1",
                "$contains('abc', /c$/)|true",
                "$pad('a', 3, '-')|\"a--\"",
            })
    void answers(String expression, String expected) throws QueryException {
        assertThat(evaluate(expression)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "$no|returned nothing (undefined).",
                "function($x){$x}|returned an unsupported result type.",
                "$no(1)|threw an error during evaluation. T1006: Attempted to invoke a"
                        + " non-function",
                "$eval('1')|threw an error during evaluation. T1006: Attempted to invoke a"
                        + " non-function",
            })
    void failsInTheWordsOfStepFunctions(String expression, String expected) {
        assertThatExceptionOfType(QueryException.class)
                .isThrownBy(() -> evaluate(expression))
                .withMessage(
                        "The JSONata expression '%s' specified for the field 'Output' %s",
                        expression, expected)
                .satisfies(e -> assertThat(e.error()).isEqualTo("States.QueryEvaluationError"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "($f := function($n){$f($n + 1)}; $f(0))",
                "($f := function($n){1 + $f($n + 1)}; $f(0))",
                "$map([1..9000000], function($x){$x})",
                "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', /(a+)+$/)",
                "$pad('x', 2000000000)",
                "($f := function($s, $n){$n = 0 ? $s : $f($s & $s, $n - 1)}; $f('xxxxxxxx', 40))",
                "[1..10000000].($ & 'x')",
            })
    @Timeout(30)
    void stopsWhatDoesNotEnd(String expression) {
        assertThatExceptionOfType(QueryException.class)
                .isThrownBy(() -> evaluate(expression))
                .satisfies(e -> assertThat(e.error()).isEqualTo("States.QueryEvaluationError"));
    }

    @Test
    void refusesWhatIsNotJsonata() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonataExpression.parse("{% 1 + %}", "Output"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonataExpression.parse("{% 1)}, {(2 %}", "Output"));
        assertThat(JsonataExpression.isExpression(" {% 1 %}")).isFalse();
    }

    private static Object evaluate(String expression) throws QueryException {
        return JsonataExpression.parse("{% " + expression + " %}", "Output").evaluate(BINDINGS);
    }
}
