package brume.services.events.domain;

import static org.assertj.core.api.Assertions.assertThat;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The expected texts are those that AWS answered in LocalStack's recorded tests. */
class InputTemplateTest {

    private static final JsonNode EVENT =
            Documents.parse(
                    """
                    {"version":"0","id":"e-1","detail-type":"update","source":"core",
                     "account":"111122223333","time":"2026-01-01T00:00:00Z","region":"us-east-1",
                     "resources":[],"detail":{"payload":{"acc_id":"0a787ecb-4015","sf_id":"baz"},
                     "list":["ACTIVE","INACTIVE"],"valid":true}}\
                    """);

    private static String fill(String template) {
        Map<String, EventPath> paths = new HashMap<>();
        paths.put("payload", EventPath.parse("$.detail.payload").orElseThrow());
        paths.put("userId", EventPath.parse("$.detail.payload.acc_id").orElseThrow());
        paths.put("list", EventPath.parse("$.detail['list']").orElseThrow());
        paths.put("second", EventPath.parse("$.detail.list[1]").orElseThrow());
        paths.put("valid", EventPath.parse("$.detail.valid").orElseThrow());
        paths.put("missing", EventPath.parse("$.detail.nothing").orElseThrow());
        return new InputTemplate(paths, template)
                .fill(
                        EVENT,
                        new InputTemplate.Occasion(
                                "arn:rule", "rule", Instant.parse("2026-01-01T00:00:01.5Z")));
    }

    @Test
    void stringsTakeTextAndDropTheQuotesOfObjects() {
        assertThat(fill("\"Payload of <payload> with path users-service/users/<userId>\""))
                .isEqualTo(
                        "\"Payload of {acc_id:0a787ecb-4015,sf_id:baz} with path"
                                + " users-service/users/0a787ecb-4015\"");
        assertThat(fill("\"<list> multiple list items\""))
                .isEqualTo("\"[ACTIVE,INACTIVE] multiple list items\"");
        assertThat(fill("\"info <missing>, <valid>!\"")).isEqualTo("\"info , true!\"");
    }

    @Test
    void jsonTakesValues() {
        assertThat(fill("{\"id\" : <userId>, \"path\": \"u/<userId>\"}"))
                .isEqualTo("{\"id\" : \"0a787ecb-4015\", \"path\": \"u/0a787ecb-4015\"}");
        assertThat(fill("{\"body\": <payload>, \"s\": <second>}"))
                .isEqualTo(
                        "{\"body\": {\"acc_id\":\"0a787ecb-4015\",\"sf_id\":\"baz\"}, \"s\":"
                                + " \"INACTIVE\"}");
    }

    @Test
    void predefinedVariablesDescribeRuleAndEvent() {
        assertThat(
                        fill(
                                "\"<aws.events.rule-arn> <aws.events.rule-name>"
                                        + " <aws.events.event.ingestion-time>\""))
                .isEqualTo("\"arn:rule rule 2026-01-01T00:00:01.500Z\"");
        JsonNode filled =
                Documents.parse(fill("{\"a\":<aws.events.event>,\"b\":<aws.events.event.json>}"));
        assertThat(filled.path("a").has("detail")).isFalse();
        assertThat(filled.path("a").path("detailType").asText()).isEqualTo("update");
        assertThat(filled.path("b")).isEqualTo(EVENT);
    }

    @Test
    void undefinedPlaceholdersAreFound() {
        assertThat(new InputTemplate(Map.of(), "\"<notdefinedkey>\"").findUndefined())
                .contains("notdefinedkey");
        assertThat(EventPath.parse("detail")).isEmpty();
        assertThat(EventPath.parse("$.detail[*]")).isEmpty();
        assertThat(EventPath.parse("$..a")).isEmpty();
    }
}
