package brume.services.sns.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the Developer Guide, "Amazon SNS subscription filter policies". */
class FilterPolicyTest {

    private static final List<MessageAttribute> ATTRIBUTES =
            List.of(
                    new MessageAttribute("store", "String", "shop-1"),
                    new MessageAttribute("price", "Number", "99.50"),
                    new MessageAttribute("kinds", "String.Array", "[\"a\", \"b\", 3]"),
                    new MessageAttribute("blob", "Binary", "AAE="));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"store": ["shop-1", "x"]}                      | true
                    {"store": ["SHOP-1"]}                           | false
                    {"store": [{"equals-ignore-case": "SHOP-1"}]}   | true
                    {"store": [{"prefix": "shop"}]}                 | true
                    {"store": [{"suffix": "-2"}]}                   | false
                    {"store": [{"wildcard": "s*p-*"}]}              | true
                    {"store": [{"anything-but": ["shop-1"]}]}       | false
                    {"store": [{"anything-but": {"prefix": "x"}}]}  | true
                    {"price": [99.5]}                               | true
                    {"price": ["99.50"]}                            | false
                    {"price": [{"numeric": [">", 0, "<=", 99.5]}]}  | true
                    {"price": [{"numeric": ["<", 99.5]}]}           | false
                    {"kinds": ["b"]}                                | true
                    {"kinds": [3]}                                  | true
                    {"kinds": ["c"]}                                | false
                    {"none": [{"exists": false}]}                   | true
                    {"none": [{"anything-but": "x"}]}               | false
                    {"store": [{"exists": true}], "price": [1]}     | false
                    {"$or": [{"store": ["x"]}, {"price": [99.5]}]}  | true
                    """)
    void attributesPassOrNot(String policy, boolean passes) {
        assertThat(FilterPolicy.parse(policy).matchesAttributes(ATTRIBUTES)).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"a": {"b": ["x"]}}        | {"a": {"b": "x"}}            | true
                    {"a": {"b": ["x"]}}        | {"a": [{"b": "y"}, {"b": "x"}]} | true
                    {"a": {"b": ["x"]}}        | {"a": "x"}                   | false
                    {"a": [null, true]}        | {"a": true}                  | true
                    {"a": ["x"]}               | not json                     | false
                    """)
    void bodiesPassOrNot(String policy, String body, boolean passes) {
        assertThat(FilterPolicy.parse(policy).matchesBody(body)).isEqualTo(passes);
    }

    @Test
    void brokenPoliciesAreRefused() {
        for (String broken :
                List.of(
                        "x",
                        "[]",
                        "{\"a\": \"b\"}",
                        "{\"a\": []}",
                        "{\"a\": [{\"like\": \"b\"}]}",
                        "{\"a\": [{\"numeric\": [\"!\", 1]}]}")) {
            assertThatIllegalArgumentException()
                    .as(broken)
                    .isThrownBy(() -> FilterPolicy.parse(broken));
        }
    }
}
