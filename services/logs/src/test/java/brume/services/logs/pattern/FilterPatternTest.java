package brume.services.logs.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Filter patterns. The examples and what they match are those of the CloudWatch Logs User Guide,
 * "Filter pattern syntax for metric filters, subscription filters, filter log events, and Live
 * Tail".
 */
final class FilterPatternTest {

    private static final String APACHE =
            "127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] \"GET /apache_pb.gif HTTP/1.0\" 404"
                    + " 1534";

    private static boolean matches(String pattern, String message) {
        return FilterPattern.parse(pattern).matches(message);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "ERROR; [ERROR 400] BAD REQUEST; true",
                "ERROR; [error 400] BAD REQUEST; false",
                "ERROR ARGUMENTS; [ERROR 419] MISSING ARGUMENTS; true",
                "ERROR ARGUMENTS; [ERROR 401] UNAUTHORIZED REQUEST; false",
                "?ERROR ?ARGUMENTS; [ERROR 401] UNAUTHORIZED REQUEST; true",
                "?ERROR ?ARGUMENTS; [INFO 200]; false",
                "\"INTERNAL SERVER ERROR\"; [ERROR 500] INTERNAL SERVER ERROR; true",
                "\"INTERNAL SERVER ERROR\"; SERVER ERROR INTERNAL; false",
                "ERROR -ARGUMENTS; [ERROR 400] BAD REQUEST; true",
                "ERROR -ARGUMENTS; [ERROR 419] MISSING ARGUMENTS; false",
                "-\"a b\"; xa by; false",
                "\"say \\\"hi\\\"\"; he did say \"hi\" twice; true",
                "%AUTHORIZED%; [ERROR 401] UNAUTHORIZED REQUEST; true",
                "%^\\[ERROR%; [ERROR 401] UNAUTHORIZED REQUEST; true",
                "%^ERROR%; [ERROR 401] UNAUTHORIZED REQUEST; false",
                "%REQUEST$%; [ERROR 401] UNAUTHORIZED REQUEST; true",
                "%ERROR$%; [ERROR 401] UNAUTHORIZED REQUEST; false",
                "%colou?r%; the color; true",
                "%colou?r%; the colour; true",
                "%gray|grey%; so grey; true",
                "%10\\.10\\.0\\.1%; 10.10.0.1; true",
                "%10\\.10\\.0\\.1%; 10a10.0.1; false",
                "%[0-9]{3,5}x%; a 12x; false",
                "%[0-9]{3,5}x%; a 123456x; true",
                "%^[0-9]{3,5}x%; 123456x; false",
                "%^[^a-c]+$%; xyz; true",
                "%^[^a-c]+$%; xyzb; false",
                "%\\d+\\s\\w*z%; 12 abz; true",
            })
    void matchesTerms(String pattern, String message, boolean expected) {
        assertThat(matches(pattern, message)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "{ $.eventType = \"UpdateTrail\" }; true",
                "{ $.eventType = UpdateTrail }; true",
                "{ $.eventType = \"Update*\" }; true",
                "{ $.eventType = \"*Tr*\" }; true",
                "{ $.eventType = \"Trail\" }; false",
                "{ $.eventType != \"UpdateTrail\" }; false",
                "{ $.missing != \"x\" }; false",
                "{ $.sourceIPAddress != 123.123.* }; true",
                "{ $.arrayKey[0] = \"value\" }; true",
                "{ $.objectList[1].id = 2 }; true",
                "{ $.objectList[*].id = 2 }; true",
                "{ $.objectList[*].id = 3 }; false",
                "{ $['some.object'] = 1 }; true",
                "{ $.['some.object'] = 1 }; true",
                "{ $.SomeObject IS NULL }; true",
                "{ $.eventType IS NULL }; false",
                "{ $.SomeOtherObject NOT EXISTS }; true",
                "{ $.SomeObject NOT EXISTS }; false",
                "{ $.ThisFlag IS TRUE }; true",
                "{ $.ThisFlag IS FALSE }; false",
                "{ $.user.id = 1 && $.user.email = \"John.*\" }; true",
                "{ ($.user.id = 2 && $.nope = 3) || $.coordinates[2] >= 0.1 }; true",
                "{ $.user.id = 1 || $.user.id = 9 && $.nope = 1 }; true",
                "{ ($.user.id = 1 || $.user.id = 9) && $.nope = 1 }; false",
                "{ $.user.id > 0.5e0 }; true",
                "{ $.user.id < 1 }; false",
                "{ $.eventType = %^Update[A-Z]% }; true",
                "{ $.user = \"*\" }; false",
            })
    void matchesJson(String pattern, boolean expected) {
        String message =
                """
                {"eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111",
                 "arrayKey": ["value", "another value"],
                 "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
                 "SomeObject": null, "ThisFlag": true, "some.object": 1,
                 "user": {"id": 1, "email": "John.Stiles@example.com"},
                 "coordinates": [0, 1, 0.10]}
                """;
        assertThat(matches(pattern, message)).isEqualTo(expected);
        assertThat(matches(pattern, "not JSON")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = ';',
            value = {
                "[ip, id, user, timestamp, request, status_code, size]; true",
                "[ip, id, user, timestamp, request, status_code]; false",
                "[ip, id, user, timestamp, request = *.gif*, status_code = 4*, size > 1000]; true",
                "[ip, id, user, timestamp, request, status_code = 4*, size > 2000]; false",
                "[..., status_code = 404 || status_code = 410, size]; true",
                "[..., size = 1534]; true",
                "[ip != 10.*, ...]; true",
                "[ip = %127\\.0\\.0\\.[1-9]%, ...]; true",
                "[w1, w2, ..., (last > 1 && last < 2000)]; true",
                "[,,,,,,]; true",
                "[]; true",
            })
    void matchesFields(String pattern, boolean expected) {
        assertThat(matches(pattern, APACHE)).isEqualTo(expected);
    }

    @Test
    void extractsTheNamedFields() {
        assertThat(FilterPattern.parse("[ip, , user, ..., status, bytes]").extract(APACHE))
                .containsEntry("$ip", "127.0.0.1")
                .containsEntry("$2", "-")
                .containsEntry("$user", "frank")
                .containsEntry("$4", "10/Oct/2000:13:25:15 -0700")
                .containsEntry("$5", "GET /apache_pb.gif HTTP/1.0")
                .containsEntry("$status", "404")
                .containsEntry("$bytes", "1534");
        assertThat(FilterPattern.parse("{ $.a.b = 1 }").extract("{\"a\":{\"b\":1}}"))
                .containsExactly(Map.entry("$.a.b", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR:",
                "\"open",
                "%open",
                "%some(thing)%",
                "%a!%",
                "%*a%",
                "%[a%",
                "%a{5,2}%",
                "%a{99}%",
                "{ $.a }",
                "{ a = 1 }",
                "{ $.a = 1",
                "{ $.a == 1 }",
                "{ $.a = 1 } x",
                "{ $.a[*].b[*] = 1 }",
                "{ $.a = %a% && $.b = %b% && $.c = %c% }",
                "{ $. = 1 }",
                "{ $.a[] = 1 }",
                "[a, b",
                "[..., b, ...]",
                "[a = 1 || b = 2]",
                "- x",
            })
    void refusesWhatBreaksTheSyntax(String pattern) {
        assertThatThrownBy(() -> FilterPattern.parse(pattern))
                .isInstanceOf(InvalidFilterPatternException.class);
    }

    /** What would take hours with a backtracking matcher, or with String.contains. */
    @Test
    @Timeout(10)
    void staysLinear() {
        String hay = "a".repeat(1_000_000);
        String needle = "a".repeat(400) + "b";
        assertThat(matches(needle, hay)).isFalse();
        assertThat(matches("[x = " + "*a".repeat(200) + "b*a]", hay)).isFalse();
        assertThat(matches("[x = *" + needle + "*a]", hay)).isFalse();
        assertThat(matches("%" + "a?".repeat(30) + "a".repeat(30) + "b%", hay)).isFalse();
        assertThat(matches("%a*a*a*a*a*a*a*b%", hay)).isFalse();
        assertThat(matches("[x]", "[".repeat(1_000_000))).isTrue();
        assertThat(matches("{ $.a = 1 }", "[".repeat(1_000_000))).isFalse();
        String deep = "{ " + "(".repeat(400) + "$.a = 1" + ")".repeat(400) + " }";
        assertThatThrownBy(() -> FilterPattern.parse(deep))
                .isInstanceOf(InvalidFilterPatternException.class);
    }
}
