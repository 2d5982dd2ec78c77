package brume.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.api.almanacec2.Almanacec2Api;
import brume.api.almanacjson10.Almanacjson10Api;
import brume.api.almanacjson10.Rules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ValidationTest {

    private static List<String> violations(String json) {
        Rules rules = ShapeJson.fromBytes(Rules.SCHEMA, json.getBytes(StandardCharsets.UTF_8));
        return Validation.violations(Almanacjson10Api.PUT_RULES, rules);
    }

    @Test
    void whatKeepsEveryRuleIsAccepted() {
        assertThat(
                        violations(
                                """
                                {"Name": "abc", "Size": 10, "Fine": 99.5, "Share": 0, "Season": "WINTER",
                                 "Secret": "xyz", "Labels": {"ab": "v"}, "Names": ["ab"],
                                 "Parts": [{"Id": "ab"}], "PartMap": {"x": {"Id": "ab"}}}
                                """))
                .isEmpty();
    }

    @Test
    void everyViolationOfAValueIsOneSentence() {
        assertThat(violations("{\"Name\": \"X\"}"))
                .containsExactly(
                        "Value 'X' at 'name' failed to satisfy constraint: Member must satisfy"
                                + " regular expression pattern: [a-z]+",
                        "Value 'X' at 'name' failed to satisfy constraint: Member must have length"
                                + " greater than or equal to 2");
    }

    @Test
    void absentMembersAreNull() {
        assertThat(violations("{}"))
                .containsExactly(
                        "Value null at 'name' failed to satisfy constraint: Member must not be"
                                + " null");
        assertThat(violations("{\"Name\": \"ab\", \"Parts\": [{\"Id\": \"ab\"}, {}]}"))
                .containsExactly(
                        "Value null at 'parts.2.member.id' failed to satisfy constraint: Member"
                                + " must not be null");
    }

    @Test
    void numbersShowTheirBounds() {
        assertThat(violations("{\"Name\": \"ab\", \"Size\": 0, \"Fine\": 0.2, \"Share\": 1.5}"))
                .containsExactly(
                        "Value '0' at 'size' failed to satisfy constraint: Member must have value"
                                + " greater than or equal to 1",
                        "Value '0.2' at 'fine' failed to satisfy constraint: Member must have value"
                                + " greater than or equal to 0.25",
                        "Value '1.5' at 'share' failed to satisfy constraint: Member must have"
                                + " value less than or equal to 1.0");
        assertThat(violations("{\"Name\": \"ab\", \"Fine\": 99.25}")).isEmpty();
        assertThat(violations("{\"Name\": \"ab\", \"Fine\": \"NaN\"}")).hasSize(2);
    }

    @Test
    void enumerationsShowTheirValuesAndSecretsAreHidden() {
        assertThat(violations("{\"Name\": \"ab\", \"Season\": \"X\", \"Secret\": \"12345\"}"))
                .containsExactly(
                        "Value 'X' at 'season' failed to satisfy constraint: Member must satisfy"
                                + " enum value set: [SPRING, SUMMER, AUTUMN, WINTER]",
                        "Value at 'secret' failed to satisfy constraint: Member must have length"
                                + " less than or equal to 3");
    }

    @Test
    void listsAndMapsAreReportedAsAWhole() {
        assertThat(violations("{\"Name\": \"ab\", \"Names\": [\"ab\", \"X\"]}"))
                .containsExactly(
                        "Value '[ab, X]' at 'names' failed to satisfy constraint: Member must"
                            + " satisfy constraint: [Member must have length less than or equal to"
                            + " 5, Member must have length greater than or equal to 2, Member must"
                            + " satisfy regular expression pattern: [a-z]+, Member must not be"
                            + " null]");
        assertThat(violations("{\"Name\": \"ab\", \"Labels\": {\"X\": \"long value\"}}"))
                .containsExactly(
                        "Value '{X=long value}' at 'labels' failed to satisfy constraint: Map keys"
                            + " must satisfy constraint: [Member must have length less than or"
                            + " equal to 5, Member must have length greater than or equal to 2,"
                            + " Member must satisfy regular expression pattern: [a-z]+, Member must"
                            + " not be null]",
                        "Value '{X=long value}' at 'labels' failed to satisfy constraint: Map value"
                                + " must satisfy constraint: [Member must have length less than or"
                                + " equal to 4, Member must not be null]");
        assertThat(violations("{\"Name\": \"ab\", \"PartMap\": {\"k\": {\"Id\": \"toolong\"}}}"))
                .containsExactly(
                        "Value 'toolong' at 'partMap.k.member.id' failed to satisfy constraint:"
                                + " Member must have length less than or equal to 5");
    }

    @Test
    void theMessageCountsTheViolations() {
        Rules rules =
                ShapeJson.fromBytes(
                        Rules.SCHEMA, "{\"Size\": 11}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Validation.check(Almanacjson10Api.PUT_RULES, rules))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().name()).isEqualTo("ValidationException"))
                .hasMessage(
                        "2 validation errors detected: Value null at 'name' failed to satisfy"
                            + " constraint: Member must not be null; Value '11' at 'size' failed to"
                            + " satisfy constraint: Member must have value less than or equal to"
                            + " 10");
    }

    @Test
    void noMoreThanTenViolationsAreListed() {
        String part = "{\"Id\": \"X\"}";
        assertThat(
                        violations(
                                "{\"Name\": \"ab\", \"Parts\": ["
                                        + (part + ',').repeat(8)
                                        + part
                                        + "]}"))
                .hasSize(10);
    }

    @Test
    void ec2NamesTheFirstParameter() {
        var rules =
                ShapeJson.fromBytes(
                        brume.api.almanacec2.Rules.SCHEMA,
                        "{\"Size\": 11}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Validation.check(Almanacec2Api.PUT_RULES, rules))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        e -> assertThat(e.error().code()).isEqualTo("MissingParameter"))
                .hasMessage("The request must contain the parameter Name");
    }
}
