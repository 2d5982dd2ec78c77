package brume.services.states.domain;

import static org.assertj.core.api.Assertions.assertThat;

import brume.services.states.domain.asl.VariableReferences;
import brume.wire.Documents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Facts from LocalStack's v2/test_sfn_api_variable_references, with inputs of our own. */
class VariableReferencesTest {

    private static Map<String, List<String>> of(String definition) {
        return VariableReferences.of(Documents.parse(definition));
    }

    @Test
    void pathsAndFunctionsReferButLiteralsDoNot() {
        assertThat(
                        of(
                                """
                                {"StartAt": "A", "States": {
                                  "A": {"Type": "Pass", "Next": "B", "Assign": {"n": "$n", "m": 1},
                                        "Result": {"x.$": "$literal"}},
                                  "B": {"Type": "Wait", "SecondsPath": "$n", "Next": "C"},
                                  "C": {"Type": "Pass", "End": true, "ResultPath": "$.x",
                                        "Parameters": {"t.$": "States.Format('$no {}', $m[0], $$.State)",
                                                       "u": "$alsoNot"}}}}
                                """))
                .isEqualTo(Map.of("B", List.of("n"), "C", List.of("m")));
    }

    @Test
    void aChoiceRefersInItsComparisons() {
        assertThat(
                        of(
                                """
                                {"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [
                                  {"Variable": "$b", "NumericEqualsPath": "$a.x", "Next": "D"}]}}}
                                """))
                .isEqualTo(Map.of("C", List.of("a", "b")));
    }

    @Test
    void jsonataKeepsItsOwnNamesAndFunctionsOut() {
        assertThat(
                        of(
                                """
                                {"QueryLanguage": "JSONata", "StartAt": "M", "States": {"M": {
                                  "Type": "Map", "Items": "{% $list ~> $map(function($v){$v + $k}) %}",
                                  "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass",
                                    "Output": "{% ($t := 1; $t + $outer + $states.input.n + $sum([$x])) %}"}}}}}}
                                """))
                .isEqualTo(Map.of("M", List.of("k", "list"), "P", List.of("outer", "x")));
    }
}
