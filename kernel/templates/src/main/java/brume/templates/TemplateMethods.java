package brume.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.velocity.runtime.directive.ForeachScope;
import org.jspecify.annotations.Nullable;

/**
 * Every method and property that a template can reach, type by type. Source: the variables of the
 * Developer Guide, and the methods of Java's String, List and Map that AWS's own examples call.
 */
final class TemplateMethods {

    private static final Set<String> INPUT = Set.of("body", "path", "json", "params");
    private static final Set<String> UTIL =
            Set.of(
                    "escapeJavaScript",
                    "parseJson",
                    "urlEncode",
                    "urlDecode",
                    "base64Encode",
                    "base64Decode");
    private static final Set<String> MAP =
            Set.of(
                    "get",
                    "put",
                    "putAll",
                    "remove",
                    "containsKey",
                    "containsValue",
                    "keySet",
                    "values",
                    "entrySet",
                    "size",
                    "isEmpty",
                    "getOrDefault",
                    "toString",
                    "equals");
    private static final Set<String> LIST =
            Set.of(
                    "get",
                    "set",
                    "add",
                    "addAll",
                    "remove",
                    "contains",
                    "indexOf",
                    "size",
                    "isEmpty",
                    "subList",
                    "toString",
                    "equals");
    private static final Set<String> ENTRY = Set.of("getKey", "getValue", "key", "value");
    private static final Set<String> NUMBER =
            Set.of(
                    "toString",
                    "equals",
                    "compareTo",
                    "intValue",
                    "longValue",
                    "doubleValue",
                    "parseInt",
                    "parseLong",
                    "parseDouble",
                    "valueOf");
    private static final Set<String> FOREACH =
            Set.of("count", "index", "hasNext", "first", "last", "parent", "topmost");

    private TemplateMethods() {}

    static boolean allows(Object object, String name) {
        return switch (object) {
            case ForeachScope scope -> FOREACH.contains(propertyName(name));
            case InputVariable input -> INPUT.contains(name);
            case UtilVariable util -> UTIL.contains(name);
            case String string -> StringMethods.NAMES.contains(name);
            case Map<?, ?> map -> MAP.contains(name);
            case Iterable<?> list -> LIST.contains(name);
            case Map.Entry<?, ?> entry -> ENTRY.contains(name);
            case Number number -> NUMBER.contains(name);
            case Boolean bool -> name.equals("toString") || name.equals("equals");
            default -> false;
        };
    }

    static boolean hasProperty(Object object, String name) {
        return switch (object) {
            case ForeachScope scope -> FOREACH.contains(name);
            case Map<?, ?> map -> true;
            case InputVariable input -> name.equals("body");
            case Map.Entry<?, ?> entry -> name.equals("key") || name.equals("value");
            case String string -> name.equals("empty");
            case Iterable<?> list -> name.equals("empty");
            default -> false;
        };
    }

    static @Nullable Object property(Object object, String name) {
        return switch (object) {
            case ForeachScope scope -> loop(scope, name);
            case Map<?, ?> map -> map.get(name);
            case InputVariable input -> input.body();
            case Map.Entry<?, ?> entry -> name.equals("key") ? entry.getKey() : entry.getValue();
            case String string -> string.isEmpty();
            case Iterable<?> list -> !list.iterator().hasNext();
            default -> null;
        };
    }

    static @Nullable Object call(Object object, String name, @Nullable Object[] arguments) {
        try {
            return switch (object) {
                case ForeachScope scope -> loop(scope, propertyName(name));
                case InputVariable input -> input(input, name, arguments);
                case UtilVariable util -> util(util, name, arguments);
                case String string -> StringMethods.call(string, name, arguments);
                case Map<?, ?> map -> map(open(map), name, arguments);
                case List<?> list -> list(open(list), name, arguments);
                case Iterable<?> set -> list(copy(set), name, arguments);
                case Map.Entry<?, ?> entry -> property(entry, propertyName(name));
                case Number number -> number(number, name, arguments);
                case Boolean bool ->
                        name.equals("equals") ? bool.equals(arguments[0]) : bool.toString();
                default -> null;
            };
        } catch (IndexOutOfBoundsException
                | ClassCastException
                | UnsupportedOperationException
                | NumberFormatException e) {
            throw new TemplateException("the call of " + name + " fails", e);
        }
    }

    /** The argument in this place as text; an absent one is empty text. */
    static String text(@Nullable Object[] arguments, int index) {
        return arguments.length <= index ? "" : TemplateValues.text(arguments[index]);
    }

    static int number(@Nullable Object[] arguments, int index) {
        if (arguments.length > index && arguments[index] instanceof Number number) {
            return number.intValue();
        }
        throw new TemplateException("a number is expected as argument " + (index + 1));
    }

    private static @Nullable Object input(
            InputVariable input, String name, @Nullable Object[] arguments) {
        return switch (name) {
            case "path" -> input.path(arguments.length == 0 ? "$" : text(arguments, 0));
            case "json" -> input.json(arguments.length == 0 ? "$" : text(arguments, 0));
            case "params" ->
                    arguments.length == 0 ? input.params() : input.params(text(arguments, 0));
            default -> input.body();
        };
    }

    private static @Nullable Object util(
            UtilVariable util, String name, @Nullable Object[] arguments) {
        if (name.equals("urlEncode") && arguments.length == 1 && arguments[0] == null) {
            // Source: LocalStack's recording test_input_body_formatting.
            return "";
        }
        String text = text(arguments, 0);
        RenderBudget.CURRENT.get().characters(text.length());
        return switch (name) {
            case "escapeJavaScript" -> util.escapeJavaScript(text);
            case "parseJson" -> util.parseJson(text);
            case "urlEncode" -> util.urlEncode(text);
            case "urlDecode" -> util.urlDecode(text);
            case "base64Encode" -> util.base64Encode(text);
            default -> util.base64Decode(text);
        };
    }

    private static @Nullable Object map(
            Map<Object, @Nullable Object> map, String name, @Nullable Object[] arguments) {
        return switch (name) {
            case "get" -> map.get(text(arguments, 0));
            case "getOrDefault" ->
                    map.containsKey(text(arguments, 0))
                            ? map.get(text(arguments, 0))
                            : arguments[1];
            case "put" -> {
                TemplateValues.checkSize(arguments[1]);
                checkRoom(map.size());
                yield map.put(text(arguments, 0), arguments[1]);
            }
            case "putAll" -> {
                TemplateValues.checkSize(arguments[0]);
                checkRoom(map.size());
                ((Map<?, ?>) java.util.Objects.requireNonNull(arguments[0])).forEach(map::put);
                yield "";
            }
            case "remove" -> map.remove(text(arguments, 0));
            case "containsKey" -> map.containsKey(text(arguments, 0));
            case "containsValue" -> map.containsValue(arguments[0]);
            case "keySet" -> List.copyOf(map.keySet());
            case "values" -> copy(map.values());
            case "entrySet" -> copy(map.entrySet());
            case "size" -> map.size();
            case "isEmpty" -> map.isEmpty();
            case "equals" -> map.equals(arguments[0]);
            default -> TemplateValues.text(map);
        };
    }

    private static @Nullable Object list(
            List<@Nullable Object> list, String name, @Nullable Object[] arguments) {
        return switch (name) {
            case "get" -> list.get(number(arguments, 0));
            case "set" -> {
                TemplateValues.checkSize(arguments[1]);
                yield list.set(number(arguments, 0), arguments[1]);
            }
            case "add" -> {
                TemplateValues.checkSize(arguments[0]);
                checkRoom(list.size());
                yield list.add(arguments[0]);
            }
            case "addAll" -> {
                TemplateValues.checkSize(arguments[0]);
                checkRoom(list.size());
                yield list.addAll(
                        copy((Iterable<?>) java.util.Objects.requireNonNull(arguments[0])));
            }
            case "remove" ->
                    arguments[0] instanceof Integer index
                            ? list.remove(index.intValue())
                            : list.remove(arguments[0]);
            case "contains" -> list.contains(arguments[0]);
            case "indexOf" -> list.indexOf(arguments[0]);
            case "size" -> list.size();
            case "isEmpty" -> list.isEmpty();
            case "subList" -> copy(list.subList(number(arguments, 0), number(arguments, 1)));
            case "equals" -> list.equals(arguments[0]);
            default -> TemplateValues.text(list);
        };
    }

    private static Object number(Number number, String name, @Nullable Object[] arguments) {
        return switch (name) {
            case "equals" -> number.equals(arguments[0]);
            case "compareTo" ->
                    Double.compare(
                            number.doubleValue(),
                            ((Number) requireArgument(arguments)).doubleValue());
            case "intValue" -> number.intValue();
            case "longValue" -> number.longValue();
            case "doubleValue" -> number.doubleValue();
            case "parseInt", "valueOf" -> Integer.valueOf(text(arguments, 0));
            case "parseLong" -> Long.valueOf(text(arguments, 0));
            case "parseDouble" -> Double.valueOf(text(arguments, 0));
            default -> number.toString();
        };
    }

    private static Object requireArgument(@Nullable Object[] arguments) {
        Object first = arguments.length == 0 ? null : arguments[0];
        if (first == null) {
            throw new TemplateException("an argument is missing");
        }
        return first;
    }

    private static @Nullable Object loop(ForeachScope scope, String name) {
        return switch (name) {
            case "count" -> scope.getCount();
            case "index" -> scope.getIndex();
            case "hasNext" -> scope.hasNext();
            case "first" -> scope.isFirst();
            case "last" -> scope.isLast();
            case "parent" -> scope.getParent();
            case "topmost" -> scope.getTopmost();
            default -> null;
        };
    }

    /** {@code getIndex} and {@code isFirst} as {@code index} and {@code first}. */
    private static String propertyName(String method) {
        int prefix = method.startsWith("get") ? 3 : method.startsWith("is") ? 2 : 0;
        if (prefix == 0 || method.length() == prefix) {
            return method;
        }
        return Character.toLowerCase(method.charAt(prefix)) + method.substring(prefix + 1);
    }

    private static void checkRoom(int size) {
        if (size >= RenderBudget.ELEMENTS_MAX) {
            throw new TemplateException("a collection of the template is too large");
        }
    }

    private static List<@Nullable Object> copy(Iterable<?> elements) {
        List<@Nullable Object> copy = new ArrayList<>();
        elements.forEach(copy::add);
        return copy;
    }

    @SuppressWarnings("unchecked") // Templates know no types; JSON keys are always strings.
    private static Map<Object, @Nullable Object> open(Map<?, ?> map) {
        return (Map<Object, @Nullable Object>) map;
    }

    @SuppressWarnings("unchecked") // Templates know no types.
    private static List<@Nullable Object> open(List<?> list) {
        return (List<@Nullable Object>) list;
    }
}
