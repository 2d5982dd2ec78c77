package brume.services.states.domain;

import static org.assertj.core.api.Assertions.assertThat;

import brume.services.states.domain.asl.DefinitionParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a definition, in the words that LocalStack's repository records from AWS. */
class DefinitionParserTest {

    private static String faults(String definition) {
        return String.join(
                ", ",
                DefinitionParser.parse(definition).diagnostics().stream()
                        .map(Object::toString)
                        .toList());
    }

    private static String state(String body) {
        return "{\"StartAt\": \"S\", \"States\": {\"S\": " + body + "}}";
    }

    @Test
    void aDefinitionIsAJsonObject() {
        assertThat(faults(""))
                .isEqualTo("SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object");
        assertThat(faults("not a definition"))
                .startsWith("INVALID_JSON_DESCRIPTION: Unrecognized token 'not'");
        assertThat(faults("{}"))
                .isEqualTo(
                        "SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at"
                                + " /");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Type\": \"Nope\"} | The field 'Type' should have one of these values: [Task,"
                        + " Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/S/Type",
                "{\"Type\": \"Parallel\", \"Branches\": [], \"End\": true} | Value cannot be empty"
                        + " at /States/S/Branches",
                "{\"Type\": \"Wait\", \"Timestamp\": \"2016-12-05\", \"End\": true} | String does"
                        + " not match RFC3339 timestamp at /States/S/Timestamp",
                "{\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::dynamodb:query\", \"End\":"
                    + " true} | The resource provided arn:aws:states:::dynamodb:query is not"
                    + " recognized. The value is not a valid resource ARN, or the resource is not"
                    + " available in this region. at /States/S/Resource",
                "{\"Type\": \"Pass\", \"Parameters\": {\"p.$\": \"States.Nope()\"}, \"End\": true}"
                        + " | The value for the field 'p.$' must be a valid JSONPath or a valid"
                        + " intrinsic function call at /States/S/Parameters",
                "{\"Type\": \"Pass\", \"Wrong\": 1, \"End\": true} | Field 'Wrong' is not supported"
                        + " at /States/S"
            })
    void aFaultOfAStateIsNamedWithItsPlace(String body, String fault) {
        assertThat(faults(state(body))).isEqualTo("SCHEMA_VALIDATION_FAILED: " + fault);
    }

    @Test
    void everyStateIsReachedAndEveryTargetExists() {
        assertThat(
                        faults(
                                """
                                {"StartAt": "A", "States": {
                                  "A": {"Type": "Pass", "Next": "Missing"},
                                  "B": {"Type": "Pass", "End": true}}}
                                """))
                .isEqualTo(
                        "MISSING_TRANSITION_TARGET: Missing 'Next' target: Missing at"
                                + " /States/A/Next, MISSING_TRANSITION_TARGET: State \"B\" is not"
                                + " reachable. at /States/B");
    }

    private static String map(String fields, String config) {
        return state(
                """
                {"Type": "Map", "End": true, %s "ItemProcessor": {"ProcessorConfig": %s,
                  "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}
                """
                        .formatted(fields, config));
    }

    @Test
    void aDistributedMapSaysHowItsChildrenRun() {
        assertThat(faults(map("", "{\"Mode\": \"DISTRIBUTED\"}")))
                .contains("These fields are required: [ExecutionType]");
        assertThat(faults(map("\"Label\": \"a\",", "{\"Mode\": \"INLINE\"}")))
                .contains("Field 'Label' is not supported in INLINE mode");
        String distributed = "{\"Mode\": \"DISTRIBUTED\", \"ExecutionType\": \"EXPRESS\"}";
        assertThat(faults(map("\"Label\": \"a b\",", distributed)))
                .contains("Label contains an invalid character");
        assertThat(faults(map("\"ToleratedFailurePercentage\": 101,", distributed)))
                .contains("Value is greater than the maximum of 100");
        assertThat(faults(map("\"Label\": \"a\",", distributed))).isEmpty();
    }

    @Test
    void whatIsNotBuiltIsRefused() {
        String reader =
                """
                "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
                  "ReaderConfig": {"InputType": "PARQUET"}},
                """;
        assertThat(
                        faults(
                                map(
                                        reader,
                                        "{\"Mode\": \"DISTRIBUTED\", \"ExecutionType\":"
                                                + " \"STANDARD\"}")))
                .contains("PARQUET is not supported by this server yet");
    }
}
