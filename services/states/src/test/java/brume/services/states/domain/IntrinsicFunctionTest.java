package brume.services.states.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Expression;
import brume.services.states.domain.data.Payload;
import brume.services.states.domain.data.QueryException;
import brume.wire.Documents;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results recorded from AWS by LocalStack (v2/intrinsic_functions), on inputs of our own. */
class IntrinsicFunctionTest {

    private static final Bindings BINDINGS =
            new Bindings(
                    Payload.ofText(
                            """
                            {"a": [1, 2, 3], "s": "x,y;;z", "o": {"k": 1}, "p": {"k": 2, "l": 3},
                             "n": -1.5, "t": "text", "j": "{\\"q\\": [true]}", "dup": [1, 1, "1"]}
                            """),
                    () -> Documents.parse("{\"Execution\": {\"Name\": \"e\"}}"),
                    Map.of("v", Documents.parse("7")));

    private static String evaluate(String expression) throws Exception {
        return Expression.parse(expression).evaluate(BINDINGS).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "States.Format('{} is {}', $.t, 1) | \"text is 1\"",
                "States.Format('\\{{}\\}', null) | \"{null}\"",
                "States.Format('it\\'s {}', $$.Execution.Name) | \"it's e\"",
                "States.Format('{}', $.o) | \"{k=1}\"",
                "States.StringToJson($.j) | {\"q\":[true]}",
                "States.JsonToString($.o) | \"{\\\"k\\\":1}\"",
                "States.Array($.t, 1, true) | [\"text\",1,true]",
                "States.ArrayPartition($.a, 2) | [[1,2],[3]]",
                "States.ArrayContains($.a, 3) | true",
                "States.ArrayRange(1, 9, 3) | [1,4,7]",
                "States.ArrayRange(3, 1, -1) | [3,2,1]",
                "States.ArrayGetItem($.a, 1) | 2",
                "States.ArrayLength($.a) | 3",
                "States.ArrayUnique($.dup) | [1,\"1\"]",
                "States.Base64Encode('Hello') | \"SGVsbG8=\"",
                "States.Base64Decode('SGVsbG8=') | \"Hello\"",
                "States.Hash('input data', 'MD5') | \"812f45842bc6d66ee14572ce20db8e86\"",
                "States.JsonMerge($.o, $.p, false) | {\"k\":2,\"l\":3}",
                "States.MathAdd($.n, 0) | -1",
                "States.MathAdd(2.5, $v) | 10",
                "States.StringSplit($.s, ',;') | [\"x\",\"y\",\"z\"]",
                "States.ArrayLength(States.StringSplit('a b', ' ')) | 2"
            })
    void answersWhatAwsAnswers(String expression, String result) throws Exception {
        assertThat(evaluate(expression)).isEqualTo(result);
    }

    @Test
    void randomValuesStayInTheirRange() throws Exception {
        assertThat(evaluate("States.MathRandom(5, 6)")).isEqualTo("5");
        assertThat(evaluate("States.MathRandom(0, 999, 3)"))
                .isEqualTo(evaluate("States.MathRandom(0, 999, 3)"));
        assertThat(evaluate("States.UUID()")).hasSize(38);
    }

    @Test
    void whatIsNoCallIsRefused() {
        for (String text :
                new String[] {
                    "States.Nope()",
                    "States.UUID(1)",
                    "Format('x')",
                    "States.Array('a'",
                    "States.StringToJson('{\\\"a\\\":1}')"
                }) {
            assertThatThrownBy(() -> Expression.parse(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFailureNamesTheCall() {
        assertThatThrownBy(() -> evaluate("States.ArrayGetItem($.a, 9)"))
                .isInstanceOf(QueryException.class)
                .hasMessageStartingWith(
                        "The function 'States.ArrayGetItem($.a, 9)' had the following error: ");
    }
}
