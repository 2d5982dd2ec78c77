package brume.wire;

import java.util.List;
import java.util.Map;

/** Whether a shape keeps its model's constraints; quick, because nearly all do. */
final class Conformity {

    private static final int DEPTH_MAX = 300;

    private Conformity() {}

    static boolean holds(Shape shape) {
        return structure(shape, 0);
    }

    private static boolean structure(Shape shape, int depth) {
        if (depth > DEPTH_MAX) {
            return false;
        }
        List<Member> members = shape.schema().members();
        for (int i = 0; i < members.size(); i++) {
            Object value = shape.member(i);
            Member member = members.get(i);
            if (value == null) {
                if (member.required()) {
                    return false;
                }
            } else if (!value(member.schema(), value, depth)) {
                return false;
            }
        }
        return true;
    }

    private static boolean value(Schema schema, Object value, int depth) {
        if (schema instanceof ScalarSchema scalar) {
            return scalar.constraints().isNone() || ConstraintCheck.broken(scalar, value).isEmpty();
        } else if (value instanceof Shape shape) {
            return structure(shape, depth + 1);
        } else if (schema instanceof ListSchema list) {
            return list(list, (List<?>) value, depth);
        } else if (schema instanceof MapSchema map) {
            return map(map, (Map<?, ?>) value, depth);
        }
        return true;
    }

    private static boolean list(ListSchema schema, List<?> elements, int depth) {
        if (!ConstraintCheck.broken(schema, elements).isEmpty()) {
            return false;
        }
        Schema target = schema.element().schema();
        for (Object element : elements) {
            if (element == null || !value(target, element, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean map(MapSchema schema, Map<?, ?> entries, int depth) {
        if (!ConstraintCheck.broken(schema, entries).isEmpty()) {
            return false;
        }
        Schema keys = schema.key().schema();
        Schema values = schema.value().schema();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            Object content = entry.getValue();
            if (!value(keys, entry.getKey(), depth + 1)
                    || content == null
                    || !value(values, content, depth + 1)) {
                return false;
            }
        }
        return true;
    }
}
