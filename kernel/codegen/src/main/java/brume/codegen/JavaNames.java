package brume.codegen;

import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** How names of the models become names in Java. */
final class JavaNames {

    /** Names that generated sources import, or that members of their own classes use. */
    private static final Set<String> TAKEN_CLASSES =
            Set.of(
                    "Blob",
                    "Builder",
                    "Constraints",
                    "ErrorModel",
                    "Instant",
                    "JsonNode",
                    "List",
                    "ListSchema",
                    "Map",
                    "MapSchema",
                    "Member",
                    "Nullable",
                    "OperationModel",
                    "ScalarSchema",
                    "Schema",
                    "SchemaTable",
                    "Schemas",
                    "ServiceException",
                    "ServiceModel",
                    "Shape",
                    "ShapeType",
                    "StructSchema",
                    "Supplier",
                    "Unit");

    /** Methods without arguments that a record has already, its own or inherited. */
    private static final Set<String> TAKEN_MEMBERS =
            Set.of(
                    "builder",
                    "clone",
                    "finalize",
                    "getClass",
                    "hashCode",
                    "members",
                    "notify",
                    "notifyAll",
                    "schema",
                    "toBuilder",
                    "toString",
                    "wait",
                    "build");

    private JavaNames() {}

    static String className(String shape) {
        String name = shape.substring(0, 1).toUpperCase(Locale.ROOT) + shape.substring(1);
        return TAKEN_CLASSES.contains(name) || isJavaLang(name) ? name + "Shape" : name;
    }

    private static boolean isJavaLang(String name) {
        return ModuleLayer.boot()
                .findModule("java.base")
                .map(module -> Class.forName(module, "java.lang." + name) != null)
                .orElse(false);
    }

    /**
     * The model's name with its leading run of capitals lowered: {@code DBInstance -> dbInstance}.
     */
    static String memberName(String member) {
        String clean = member.replaceAll("[^A-Za-z0-9_]", "_");
        int run = 0;
        while (run < clean.length() && Character.isUpperCase(clean.charAt(run))) {
            run++;
        }
        boolean wordFollows = run < clean.length() && Character.isLowerCase(clean.charAt(run));
        int lowered = run > 1 && wordFollows ? run - 1 : run;
        String name =
                clean.substring(0, lowered).toLowerCase(Locale.ROOT) + clean.substring(lowered);
        return SourceVersion.isKeyword(name) || TAKEN_MEMBERS.contains(name) ? name + "_" : name;
    }

    /**
     * {@code ResourceNotFoundException}, {@code InvalidVolume.NotFound} in upper case with
     * underscores.
     */
    static String constant(String name) {
        String words =
                name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                        .replaceAll("[^A-Za-z0-9]+", "_")
                        .toUpperCase(Locale.ROOT);
        if (words.isEmpty()) {
            return "EMPTY";
        }
        return Character.isDigit(words.charAt(0)) || words.equals("_") || words.equals("VALUES")
                ? "_" + words
                : words;
    }

    /** The constant of an enumeration's value; values in capitals are kept together. */
    static String enumConstant(String value) {
        boolean capitals = value.equals(value.toUpperCase(Locale.ROOT));
        return constant(capitals ? value.replaceAll("[^A-Za-z0-9]+", "_") : value);
    }

    /** The name of an error's factory method. */
    static String factory(String code) {
        StringBuilder joined = new StringBuilder();
        for (String part : code.split("[^A-Za-z0-9]+", -1)) {
            if (!part.isEmpty()) {
                joined.append(Character.toUpperCase(part.charAt(0))).append(part, 1, part.length());
            }
        }
        return memberName(joined.toString());
    }

    /** A Java string literal. */
    static String literal(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < 0x20 || c > 0x7e) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
