package brume.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import brume.base.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What templates can say, and that nothing else is in their reach. */
class TemplateEngineTest {

    private final TemplateEngine engine = new TemplateEngine(Clock.system());

    private String render(String template, String body) {
        Map<String, Object> variables = new HashMap<>();
        variables.put(
                "input",
                new InputVariable(
                        body,
                        Map.of("id", "p1"),
                        Map.of("id", "q1", "page", "2"),
                        Map.of("X-Name", "h1")));
        Map<String, Object> override = new LinkedHashMap<>();
        override.put("header", new LinkedHashMap<String, Object>());
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("stage", "dev");
        context.put("responseOverride", override);
        variables.put("context", context);
        return engine.compile(template).render(variables);
    }

    // AWS's answers, from LocalStack's recording test_input_path_template_formatting.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"json\":{\"foo\":\"bar\"}} | {foo=bar}",
                "{\"json\":[{\"foo\":\"bar\"}]} | [{\"foo\":\"bar\"}]",
                "{\"json\":{\"foo\":[{\"nested\":\"bar\"}]}} | {foo=[{\"nested\":\"bar\"}]}",
                "{\"json\":{\"bigger\":\"dict\",\"to\":\"test\"}} | {bigger=dict, to=test}"
            })
    void rendersJsonAsAwsDoes(String body, String expected) {
        assertThat(render("#set($result = $input.path(\"$.json\"))$result", body))
                .isEqualTo(expected);
    }

    // The form of LocalStack's recorded test_apigateway_to_eventbridge.
    @Test
    void namesMayHaveHyphens() {
        assertThat(
                        render(
                                "#set($context.responseOverride.header.X-Amz-Target = \"T.Op\")"
                                        + "$context.responseOverride.header.X-Amz-Target",
                                "{}"))
                .isEqualTo("T.Op");
    }

    @Test
    void nothingFoundEqualsNullAndTheEmptyString() {
        String template =
                "#set($r = $input.path(\"$.nope\")){\"b\": $r, \"n\": $r.nested, \"null\": "
                        + "#if( $r == $null )\"true\"#else\"false\"#end, \"empty\": "
                        + "#if( $r == \"\" )\"true\"#else\"false\"#end}"
                        + "#if($r != \"\")no#end";
        assertThat(render(template, ""))
                .isEqualTo("{\"b\": , \"n\": , \"null\": \"true\", \"empty\": \"true\"}");
    }

    @Test
    void anEmptyListIsNeitherNullNorEmpty() {
        String template =
                "#set($r = $input.path(\"$.l\"))$r #if( $r == $null )a#else b#end"
                        + "#if( $r == \"\" )c#else d#end";
        assertThat(render(template, "{\"l\":[]}").replace(" ", "")).isEqualTo("[]bd");
    }

    // LocalStack's recording test_input_body_formatting.
    @Test
    void theBodyIsText() {
        assertThat(render("$input.body", "")).isEqualTo("{}");
        assertThat(render("Body=$input.body", "some raw data")).isEqualTo("Body=some raw data");
        assertThat(render("$util.urlEncode($input.body)&$util.urlEncode($input.body.x)", "a b"))
                .isEqualTo("a+b&");
    }

    @Test
    void jsonKeepsQuotes() {
        assertThat(
                        render(
                                "$input.json('$.a') $input.json('$.b') $input.json('$')",
                                "{\"a\":\"x\"}"))
                .isEqualTo("\"x\" \"\" {\"a\":\"x\"}");
    }

    @Test
    void parametersAreFoundInPathThenQueryThenHeader() {
        assertThat(
                        render(
                                "$input.params('id') $input.params('page') $input.params('x-name')"
                                        + " $input.params('no')|"
                                        + "$input.params().querystring.get('id')"
                                        + "#foreach($k in $input.params().path.keySet())$k#end",
                                ""))
                .isEqualTo("p1 2 h1 |q1id");
    }

    @Test
    void utilities() {
        assertThat(render("$util.escapeJavaScript('it''s \"a\"')", ""))
                .isEqualTo("it\\'s \\\"a\\\"");
        assertThat(render("$util.base64Decode($util.base64Encode('hällo'))", ""))
                .isEqualTo("hällo");
        assertThat(render("#set($o = $util.parseJson('{\"a\":[1,2]}'))$o.a[1]", "")).isEqualTo("2");
        assertThat(render("$util.urlDecode('a%20b+c')", "")).isEqualTo("a b c");
    }

    @Test
    void overridesAreWrittenIntoTheContext() {
        assertThat(
                        render(
                                "#set($context.responseOverride.status = 404)"
                                        + "#set($n = 'a-b')"
                                        + "#set($context.responseOverride.header[$n] = 'v')"
                                        + "$context.responseOverride",
                                ""))
                .isEqualTo("{header={a-b=v}, status=404}");
    }

    @Test
    void loopsKnowWhereTheyAre() {
        assertThat(
                        render(
                                "[#foreach($x in $input.path('$.l'))\"$x\""
                                        + "#if($foreach.hasNext),#end#end]",
                                "{\"l\":[1,2,3]}"))
                .isEqualTo("[\"1\",\"2\",\"3\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$input.class",
                "$input.getClass()",
                "$input.getClass().forName('java.lang.Runtime').getRuntime().exec('id')",
                "#set($s = '')$s.class.forName('java.lang.Runtime')",
                "#set($s = '')$s.getClass().getClassLoader()",
                "#set($l = [1])$l.getClass().getName()",
                "#set($n = 1)$n.getClass().forName('java.lang.System').exit(1)",
                "$util.class.protectionDomain",
                "$context.class.classLoader",
                "$input.tree",
                "$util.INSTANCE",
                "#set($s='x')$s.getBytes() $s.chars() $s.intern() $s.describeConstable()",
                "#foreach($x in [1])$foreach.class$foreach.info$foreach.getClass()#end",
                "$input.params().getClass()",
                "$velocityEngine $rsvc $application"
            })
    void reflectionDoesNotExist(String template) {
        assertThat(render(template, "{}").strip()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#include('/etc/passwd')",
                "#parse('x.vm')",
                "#evaluate('$x')",
                "#{evaluate}('$x')",
                "#macro(m)x#end#m()",
                "#@evaluate('$x')#end"
            })
    void loadingAndEvaluatingIsRefused(String template) {
        assertThatThrownBy(() -> engine.compile(template))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("is not allowed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#foreach($i in [1..2000000000])x#end",
                "#set($a='xxxxxxxxxx')#foreach($i in [1..1000])#set($a=$a+$a)#end",
                "#set($a='xxxxxxxxxx')#foreach($i in [1..1000])#set($a=\"$a$a\")#end",
                "#set($a='xxxxxxxxxx')#foreach($i in [1..1000])#set($a=$a.concat($a))#end",
                "#set($a='xxxxxxxxxx')#foreach($i in [1..1000])#set($a=$a.replaceAll('x',$a))#end",
                "#foreach($i in [1..1000])#foreach($j in [1..1000])#foreach($k in [1..1000])"
                        + "#end#end#end",
                "#set($a=9)#foreach($i in [1..1000])#set($a=$a*$a)#end",
                "#set($a=['x'])#foreach($i in [1..100])#set($a=[$a,$a])#end$a",
                "#set($a=[])#set($x=$a.add($a))$a",
                "#set($a={})#set($x=$a.put('a',$a))$a",
                "#set($a=[1])#foreach($i in [1..100])#set($x=$a.addAll($a))#end",
                "#define($a)$b$b#end#define($b)$c$c#end#define($c)$a$a#end$a",
                "#set($a='aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')"
                        + "#if($a.matches('(.*a){12}b'))x#end",
                "$input.path('$..*..*..*')",
                "$input.path('$.a[?(@.x =~ /(a+)+b/)]')"
            })
    void whatTakesTooMuchEnds(String template) {
        long before = Clock.system().nanos();
        assertThatThrownBy(() -> render(template, "{\"a\":[]}"))
                .isInstanceOf(TemplateException.class);
        assertThat(Clock.system().nanos() - before).isLessThan(5_000_000_000L);
    }

    @Test
    void deepNestingIsAnErrorNotAnOverflow() {
        assertThatThrownBy(() -> engine.compile("#set($a = " + "(".repeat(20_000) + "1"))
                .isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> engine.compile("#if(true)".repeat(5_000) + "#end".repeat(5_000)))
                .isInstanceOf(TemplateException.class);
        assertThatThrownBy(() -> engine.compile("x".repeat(TemplateEngine.TEMPLATE_BYTES_MAX + 1)))
                .isInstanceOf(TemplateException.class);
    }
}
