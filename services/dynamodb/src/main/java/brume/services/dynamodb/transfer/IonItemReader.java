package brume.services.dynamodb.transfer;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.value.Value;
import brume.wire.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Amazon Ion's text form: structs with a field {@code Item}. Source: Developer Guide, "Amazon S3
 * import formats for DynamoDB", and Ion's specification. What has no form in DynamoDB (timestamps,
 * clobs, symbols, s-expressions) ends the reading; so does Ion's binary form.
 */
public final class IonItemReader implements ItemReader {

    /** Deeper than an item can be. */
    private static final int DEPTH_MAX = 100;

    private static final String VERSION = "$ion_1_0";

    private final IonText in;
    private final Function<Map<String, AttributeValue>, Map<String, Value>> values;

    /**
     * @param values makes our values of the API's, or throws what is wrong with them
     */
    public IonItemReader(
            InputStream in, Function<Map<String, AttributeValue>, Map<String, Value>> values) {
        this.in = new IonText(in);
        this.values = values;
    }

    @Override
    public boolean skip() throws IOException {
        return item() != null;
    }

    @Override
    public @Nullable Map<String, Value> next() throws IOException {
        AttributeValue top = item();
        if (top == null) {
            return null;
        }
        AttributeValue item = top.m() == null ? null : top.m().get("Item");
        if (item == null || item.m() == null) {
            throw IonText.invalid("there is no struct with a field Item");
        }
        return values.apply(item.m());
    }

    private @Nullable AttributeValue item() throws IOException {
        in.beginItem();
        while (in.next() == '$') {
            if (!in.word().equals(VERSION)) {
                throw IonText.invalid("an item was expected");
            }
        }
        return in.next() < 0 ? null : value("", 0);
    }

    /**
     * A value.
     *
     * @param annotation the last one before it, or empty text
     */
    private AttributeValue value(String annotation, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw IonText.invalid("it is nested too deep");
        }
        int c = in.next();
        AttributeValue.Builder shape = AttributeValue.builder();
        if (in.accept("{{")) {
            return shape.b(blob()).build();
        }
        if (in.accept("{")) {
            return shape.m(struct(depth)).build();
        }
        if (in.accept("[")) {
            return list(annotation, depth);
        }
        if (in.accept("\"")) {
            return shape.s(in.quoted('"')).build();
        }
        if (in.accept("'''")) {
            return shape.s(in.longText()).build();
        }
        if (c == '-' || (c >= '0' && c <= '9')) {
            return shape.n(in.number()).build();
        }
        String word = in.accept("'") ? in.quoted('\'') : in.word();
        in.next();
        if (in.accept("::")) {
            return value(word, depth + 1);
        }
        return c == '\'' ? unsupported(word) : keyword(word);
    }

    private AttributeValue keyword(String word) throws IOException {
        AttributeValue.Builder shape = AttributeValue.builder();
        return switch (word) {
            case "true" -> shape.bool(true).build();
            case "false" -> shape.bool(false).build();
            case "null" -> {
                if (in.accept(".")) {
                    in.word(); // The type of the null, which DynamoDB does not keep.
                }
                yield shape.null_(true).build();
            }
            default -> unsupported(word);
        };
    }

    private static AttributeValue unsupported(String word) throws UnreadableSourceException {
        throw IonText.invalid("the symbol " + word + " has no type in DynamoDB");
    }

    private Map<String, AttributeValue> struct(int depth) throws IOException {
        Map<String, AttributeValue> fields = new LinkedHashMap<>();
        in.next();
        while (!in.accept("}")) {
            String name = name();
            in.next();
            in.expect(":");
            fields.put(name, value("", depth + 1));
            end('}');
        }
        return fields;
    }

    private String name() throws IOException {
        if (in.accept("\"")) {
            return in.quoted('"');
        }
        if (in.accept("'''")) {
            return in.longText();
        }
        return in.accept("'") ? in.quoted('\'') : in.word();
    }

    /** Goes to the next element, or to the end, before which a comma may stand. */
    private void end(char close) throws IOException {
        if (in.next() != close) {
            in.expect(",");
            in.next();
        }
    }

    private AttributeValue list(String annotation, int depth) throws IOException {
        List<AttributeValue> elements = new ArrayList<>();
        in.next();
        while (!in.accept("]")) {
            elements.add(value("", depth + 1));
            end(']');
        }
        AttributeValue.Builder shape = AttributeValue.builder();
        return switch (annotation) {
            case "$dynamodb_SS" -> shape.ss(members(elements, AttributeValue::s)).build();
            case "$dynamodb_NS" -> shape.ns(members(elements, AttributeValue::n)).build();
            case "$dynamodb_BS" -> shape.bs(members(elements, AttributeValue::b)).build();
            default -> shape.l(elements).build();
        };
    }

    private static <T> List<T> members(
            List<AttributeValue> elements, Function<AttributeValue, @Nullable T> type)
            throws UnreadableSourceException {
        List<T> members = new ArrayList<>(elements.size());
        for (AttributeValue element : elements) {
            T member = type.apply(element);
            if (member == null) {
                throw IonText.invalid("a set has a member of another type");
            }
            members.add(member);
        }
        return members;
    }

    private Blob blob() throws IOException {
        StringBuilder base64 = new StringBuilder();
        int c = in.next();
        while (c != '}') {
            if (c < 0 || c == '"' || c == '\'') {
                throw IonText.invalid("a blob does not end, or is a clob");
            }
            base64.append((char) in.read());
            c = in.peek();
            if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
                c = in.next();
            }
        }
        in.expect("}}");
        try {
            return Blob.of(Base64.getDecoder().decode(base64.toString()));
        } catch (IllegalArgumentException e) {
            throw IonText.invalid("a blob is not base64");
        }
    }
}
