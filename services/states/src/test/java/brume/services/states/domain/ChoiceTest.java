package brume.services.states.domain;

import static org.assertj.core.api.Assertions.assertThat;

import brume.services.states.domain.asl.DefinitionParser;
import brume.services.states.domain.asl.State;
import brume.services.states.domain.data.Bindings;
import brume.services.states.domain.data.Payload;
import brume.wire.Documents;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operators of Choice states. Source: the Amazon States Language specification. */
class ChoiceTest {

    private static final String INPUT =
            """
            {"s": "abc", "n": 5, "b": true, "nil": null, "t": "2020-01-02T03:04:05Z",
             "other": {"s": "abd", "n": 5.0, "t": "2020-01-02T04:04:05+01:00"}}
            """;

    private static boolean holds(String rule) throws Exception {
        String definition =
                """
                {"StartAt": "C", "States": {
                  "C": {"Type": "Choice", "Choices": [%s], "Default": "N"},
                  "Y": {"Type": "Succeed"}, "N": {"Type": "Succeed"}}}
                """
                        .formatted(rule.replaceAll("}$", ", \"Next\": \"Y\"}"));
        var result = DefinitionParser.parse(definition);
        assertThat(result.diagnostics()).isEmpty();
        var compiled = Objects.requireNonNull(result.definition());
        State.Choice choice = (State.Choice) compiled.workflow().state("C");
        Bindings bindings = new Bindings(Payload.ofText(INPUT), () -> Documents.object(), Map.of());
        return choice.rules().getFirst().condition().holds(bindings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Variable\": \"$.s\", \"StringEquals\": \"abc\"} | true",
                "{\"Variable\": \"$.s\", \"StringLessThanPath\": \"$.other.s\"} | true",
                "{\"Variable\": \"$.s\", \"StringMatches\": \"a*c\"} | true",
                "{\"Variable\": \"$.s\", \"StringMatches\": \"a\\\\*c\"} | false",
                "{\"Variable\": \"$.n\", \"NumericEqualsPath\": \"$.other.n\"} | true",
                "{\"Variable\": \"$.n\", \"NumericGreaterThanEquals\": 5.5} | false",
                "{\"Variable\": \"$.s\", \"NumericEquals\": 5} | false",
                "{\"Variable\": \"$.b\", \"BooleanEquals\": true} | true",
                "{\"Variable\": \"$.t\", \"TimestampEqualsPath\": \"$.other.t\"} | true",
                "{\"Variable\": \"$.t\", \"TimestampLessThan\": \"2021-01-01T00:00:00Z\"} | true",
                "{\"Variable\": \"$.missing\", \"IsPresent\": false} | true",
                "{\"Variable\": \"$.nil\", \"IsPresent\": true} | true",
                "{\"Variable\": \"$.nil\", \"IsNull\": true} | true",
                "{\"Variable\": \"$.t\", \"IsTimestamp\": true} | true",
                "{\"Variable\": \"$.s\", \"IsTimestamp\": false} | true",
                "{\"Variable\": \"$.n\", \"IsNumeric\": true} | true",
                "{\"Not\": {\"Variable\": \"$.b\", \"BooleanEquals\": true}} | false",
                "{\"And\": [{\"Variable\": \"$.b\", \"IsBoolean\": true}, {\"Variable\": \"$.s\","
                        + " \"IsString\": true}]} | true",
                "{\"Or\": [{\"Variable\": \"$.b\", \"IsString\": true}, {\"Variable\": \"$.s\","
                        + " \"IsString\": false}]} | false"
            })
    void comparesAsTheLanguageSays(String rule, boolean expected) throws Exception {
        assertThat(holds(rule)).isEqualTo(expected);
    }
}
