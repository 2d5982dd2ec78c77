package brume.templates;

import brume.base.Clock;
import java.io.Reader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.velocity.Template;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.context.InternalContextAdapterImpl;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.parser.ParseException;
import org.apache.velocity.runtime.parser.node.SimpleNode;

/**
 * Compiles mapping templates with Velocity, of which only the harmless part is left: references,
 * {@code #set}, {@code #if}, {@code #foreach}, {@code #define}, {@code #break} and {@code #stop}.
 * Nothing is loaded, nothing is reflected, everything is bounded.
 */
public final class TemplateEngine {

    /** Source: "Amazon API Gateway quotas", size of a mapping template. */
    public static final int TEMPLATE_BYTES_MAX = 300 * 1024;

    /** Source: "Amazon API Gateway quotas", iterations of a #foreach loop in mapping templates. */
    public static final int FOREACH_ITERATIONS_MAX = 1_000;

    private static final Pattern FORBIDDEN =
            Pattern.compile("#@?\\{?(include|parse|evaluate|macro)\\}?\\s*\\(");

    private final RuntimeInstance velocity = new Bounded();
    private final EventCartridge events = new EventCartridge();
    private final AtomicLong counter = new AtomicLong();
    private final Clock clock;

    public TemplateEngine(Clock clock) {
        this.clock = clock;
        velocity.init(properties());
        for (String directive : new String[] {"include", "parse", "evaluate", "macro"}) {
            velocity.removeDirective(directive);
        }
        events.addReferenceInsertionEventHandler(new MappingTemplate.Insertions());
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty(
                RuntimeConstants.UBERSPECT_CLASSNAME, AllowListUberspector.class.getName());
        properties.setProperty(
                RuntimeConstants.MAX_NUMBER_LOOPS, String.valueOf(FOREACH_ITERATIONS_MAX));
        properties.setProperty(RuntimeConstants.RESOURCE_LOADERS, "none");
        properties.setProperty(
                "resource.loader.none.class",
                "org.apache.velocity.runtime.resource.loader.StringResourceLoader");
        properties.setProperty(RuntimeConstants.VM_LIBRARY, "");
        properties.setProperty(RuntimeConstants.VM_PERM_ALLOW_INLINE, "false");
        properties.setProperty(RuntimeConstants.DEFINE_DIRECTIVE_MAXDEPTH, "10");
        properties.setProperty(RuntimeConstants.RUNTIME_STRING_INTERNING, "false");
        properties.setProperty(RuntimeConstants.RUNTIME_LOG_REFERENCE_LOG_INVALID, "false");
        properties.setProperty(RuntimeConstants.RUNTIME_LOG_METHOD_CALL_LOG_INVALID, "false");
        // $context.requestOverride.header.X-Amz-Target is one name, as in Velocity 1; recorded in
        // LocalStack's test_apigateway_to_eventbridge.
        properties.setProperty(RuntimeConstants.PARSER_HYPHEN_ALLOWED, "true");
        // In AWS's templates an empty string, list or map counts as true in #if.
        properties.setProperty(RuntimeConstants.CHECK_EMPTY_OBJECTS, "false");
        return properties;
    }

    /** The directive that we refuse and that occurs in {@code template}, or empty text. */
    public static String forbiddenDirective(String template) {
        Matcher matcher = FORBIDDEN.matcher(template);
        return matcher.find() ? "#" + matcher.group(1) : "";
    }

    /**
     * Compiles a template.
     *
     * @throws TemplateException if it is not Velocity or uses what is refused
     */
    public MappingTemplate compile(String text) {
        if (text.length() > TEMPLATE_BYTES_MAX) {
            throw new TemplateException("a mapping template is at most 300 KB long");
        }
        String forbidden = forbiddenDirective(text);
        if (!forbidden.isEmpty()) {
            throw new TemplateException("the directive " + forbidden + " is not allowed");
        }
        String name = "template-" + counter.incrementAndGet();
        Template template = new Template();
        template.setName(name);
        template.setRuntimeServices(velocity);
        try {
            SimpleNode tree = velocity.parse(new StringReader(text), template);
            InternalContextAdapterImpl adapter =
                    new InternalContextAdapterImpl(new VelocityContext(new HashMap<>()));
            adapter.pushCurrentTemplateName(name);
            var ignored = tree.init(adapter, velocity);
            return new MappingTemplate(name, tree, events, clock);
        } catch (ParseException | VelocityException e) {
            throw new TemplateException("not a mapping template: " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new TemplateException("the template is nested too deeply", e);
        }
    }

    /** Velocity that bounds whatever it parses, also the strings that it interpolates. */
    private static final class Bounded extends RuntimeInstance {
        @Override
        public SimpleNode parse(Reader reader, Template template) throws ParseException {
            SimpleNode tree = super.parse(reader, template);
            BoundedNodes.replaceIn(tree, 0);
            return tree;
        }
    }
}
