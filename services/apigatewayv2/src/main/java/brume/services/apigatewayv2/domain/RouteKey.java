package brume.services.apigatewayv2.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which requests a route answers: a method, or ANY, and a path; or everything that no other route
 * answers. Source: Developer Guide, "Create routes for HTTP APIs in API Gateway".
 *
 * @param method ANY for every method
 * @param parts the path's parts; a variable is {@code {name}}, a greedy one {@code {name+}}
 */
public record RouteKey(boolean isDefault, String method, List<String> parts) {

    public static final String DEFAULT = "$default";
    public static final String ANY = "ANY";

    private static final Set<String> METHODS =
            Set.of(ANY, "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    /**
     * Reads a route key.
     *
     * @throws brume.wire.ServiceException BadRequestException if it is none
     */
    public static RouteKey of(String key) {
        if (key.equals(DEFAULT)) {
            return new RouteKey(true, ANY, List.of());
        }
        int space = key.indexOf(' ');
        boolean formed =
                space > 0
                        && METHODS.contains(key.substring(0, space))
                        && key.startsWith("/", space + 1);
        if (!formed) {
            throw ApiErrors.bad(
                    "The provided route key is not formatted properly for HTTP protocol. Format"
                            + " should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"");
        }
        List<String> parts = split(key.substring(space + 1));
        check(parts);
        return new RouteKey(false, key.substring(0, space), parts);
    }

    /** The parts of a path that begins with a slash; those of the root are none. */
    public static List<String> split(String path) {
        if (path.length() <= 1) {
            return List.of();
        }
        return List.of(path.substring(1).split("/", -1));
    }

    private static void check(List<String> parts) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            boolean braces = part.startsWith("{") && part.endsWith("}");
            if (braces) {
                boolean greedy = isGreedy(part);
                if (greedy && i < parts.size() - 1) {
                    throw ApiErrors.bad("Greedy path parameters can only be at the end of a route");
                }
                String name = name(part);
                if (name.isEmpty() || names.contains(name)) {
                    throw ApiErrors.bad("Invalid path parameter in the route: " + part);
                }
                names.add(name);
            } else if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
                throw ApiErrors.bad("Invalid path parameter in the route: " + part);
            }
        }
    }

    public static boolean isVariable(String part) {
        return part.startsWith("{");
    }

    public static boolean isGreedy(String part) {
        return part.startsWith("{") && part.endsWith("+}");
    }

    /** The name of a path variable. */
    public static String name(String part) {
        return part.substring(1, part.length() - (isGreedy(part) ? 2 : 1));
    }
}
