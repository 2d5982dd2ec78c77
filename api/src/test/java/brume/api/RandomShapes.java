package brume.api;

import brume.wire.Blob;
import brume.wire.ListSchema;
import brume.wire.MapSchema;
import brume.wire.Member;
import brume.wire.ScalarSchema;
import brume.wire.Schema;
import brume.wire.Shape;
import brume.wire.StructSchema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes random shapes of a schema; constraints are ignored, because codecs ignore them. */
final class RandomShapes {

    private static final String[] PIECES = {
        "a", "Zz", "0", "-", "_", " x", "é", "日本", "😀", "\"", "\\", "<b>", "&amp;", "'", "\n.",
        "\t.", "%41", "+", "=", "/", ":", ";", "{", "]", "\u007f", "\u00a0.", "\u2028~"
    };

    private final Random random;

    /** Whether empty collections and structures cannot be told from absent ones. */
    private final boolean noEmpties;

    RandomShapes(Random random, boolean noEmpties) {
        this.random = random;
        this.noEmpties = noEmpties;
    }

    <T extends Shape> T shape(StructSchema<T> schema) {
        return shape(schema, 0);
    }

    private <T extends Shape> T shape(StructSchema<T> schema, int depth) {
        List<Member> members = schema.members();
        @Nullable Object[] values = new Object[members.size()];
        int one = members.isEmpty() ? -1 : random.nextInt(members.size());
        for (Member member : members) {
            boolean needed =
                    member.location() == Member.Location.URI
                            || member.location() == Member.Location.STATUS
                            || member.location() == Member.Location.PAYLOAD
                            || member.wireName().equals("Content-Type")
                            || member.traits().idempotencyToken()
                            || (depth > 0 && member.index() == one);
            double likely = depth > 4 ? 0.02 : depth > 2 ? 0.2 : 0.5;
            if (needed || random.nextDouble() < likely) {
                values[member.index()] = value(member, depth);
            }
        }
        return schema.create(values);
    }

    private Object value(Member member, int depth) {
        return switch (member.location()) {
            case URI, QUERY, HEADER -> simple(member.schema(), member);
            case STATUS -> 200 + random.nextInt(4);
            case PAYLOAD -> payload(member, depth);
            case HEADERS, BODY -> value(member.schema(), depth + 1);
        };
    }

    /** An empty body cannot be told from none; botocore's parser takes bytes for text. */
    private Object payload(Member member, int depth) {
        Object value = value(member.schema(), depth + 1);
        return value instanceof Blob ? Blob.ofText("x" + text()) : value;
    }

    /** Values in headers and labels: never empty, without spaces around them, ASCII in headers. */
    private Object simple(Schema schema, Member member) {
        boolean header = member.location() == Member.Location.HEADER;
        return switch (schema) {
            case ListSchema list ->
                    List.of(
                            simple(list.element().schema(), member),
                            simple(list.element().schema(), member));
            case MapSchema map ->
                    Map.of("k" + random.nextInt(9), simple(map.value().schema(), member));
            case ScalarSchema scalar ->
                    switch (scalar.type()) {
                        case STRING -> header ? "h" + random.nextInt(1000) : "u" + text() + "z";
                        default -> scalar(scalar);
                    };
            case StructSchema<?> structure -> throw new IllegalStateException();
        };
    }

    private Object value(Schema schema, int depth) {
        return switch (schema) {
            case ScalarSchema scalar -> scalar(scalar);
            case StructSchema<?> structure -> shape(structure, depth);
            case ListSchema list -> {
                List<Object> elements = new ArrayList<>();
                for (int i = count(depth); i > 0; i--) {
                    elements.add(value(list.element().schema(), depth + 1));
                }
                yield elements;
            }
            case MapSchema map -> {
                Map<String, Object> entries = new LinkedHashMap<>();
                for (int i = count(depth); i > 0; i--) {
                    entries.put("k" + text(), value(map.value().schema(), depth + 1));
                }
                yield entries;
            }
        };
    }

    private int count(int depth) {
        int least = noEmpties ? 1 : 0;
        return least + random.nextInt(depth > 3 ? 2 : 4);
    }

    private Object scalar(ScalarSchema schema) {
        return switch (schema.type()) {
            case STRING -> text();
            case BLOB -> {
                byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                yield Blob.of(bytes);
            }
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> random.nextInt() >> random.nextInt(32);
            case LONG -> random.nextLong() >> random.nextInt(64);
            case FLOAT -> random.nextInt(1 << 16) / 4.0f;
            case DOUBLE -> random.nextInt() / 64.0;
            case TIMESTAMP -> Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE));
            case DOCUMENT, LIST, MAP, STRUCTURE -> throw new IllegalStateException();
        };
    }

    private String text() {
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
