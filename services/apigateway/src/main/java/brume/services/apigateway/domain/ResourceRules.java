package brume.services.apigateway.domain;

import brume.api.apigateway.Resource;
import brume.wire.ServiceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tree of resources: names of siblings, paths, moves. */
public final class ResourceRules {

    private static final Pattern PART = Pattern.compile("[a-zA-Z0-9._\\-:$,+@%*!~()']+");
    private static final Pattern VARIABLE = Pattern.compile("\\{[a-zA-Z0-9._\\-:]+\\+?\\}");

    private ResourceRules() {}

    public static boolean isVariable(@Nullable String pathPart) {
        return pathPart != null && pathPart.startsWith("{");
    }

    public static boolean isGreedy(@Nullable String pathPart) {
        return pathPart != null && pathPart.endsWith("+}");
    }

    /** The path of a child. */
    public static String childPath(Resource parent, String pathPart) {
        return "/".equals(parent.path()) ? "/" + pathPart : parent.path() + "/" + pathPart;
    }

    /**
     * Checks whether {@code pathPart} may stand below {@code parent}.
     *
     * @param self the id of the resource that gets this name, or null for a new one
     */
    public static void checkPlace(
            List<Resource> all, Resource parent, String pathPart, @Nullable String self) {
        if (!PART.matcher(pathPart).matches() && !VARIABLE.matcher(pathPart).matches()) {
            throw ApiErrors.bad(
                    "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable"
                            + " and curly braces at the beginning and the end.");
        }
        if (isGreedy(parent.pathPart())) {
            throw ApiErrors.bad(
                    "Cannot create a child of a resource with a greedy path variable: "
                            + parent.pathPart());
        }
        for (Resource sibling : all) {
            if (!Objects.equals(sibling.parentId(), parent.id())
                    || Objects.equals(sibling.id(), self)) {
                continue;
            }
            if (pathPart.equals(sibling.pathPart())) {
                throw ApiErrors.conflict(
                        "Another resource with the same parent already has this name: " + pathPart);
            }
            if (isVariable(pathPart) && isVariable(sibling.pathPart())) {
                throw siblingVariable(sibling);
            }
        }
    }

    private static ServiceException siblingVariable(Resource sibling) {
        return ApiErrors.bad(
                "A sibling ("
                        + sibling.pathPart()
                        + ") of this resource already has a variable path part -- only one is"
                        + " allowed");
    }

    /** A resource's descendants, without itself. */
    public static List<Resource> descendants(List<Resource> all, String resourceId) {
        List<Resource> found = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>(List.of(resourceId));
        while (!open.isEmpty()) {
            String parent = open.remove();
            for (Resource resource : all) {
                if (parent.equals(resource.parentId())) {
                    found.add(resource);
                    open.add(Objects.requireNonNull(resource.id()));
                }
            }
        }
        return found;
    }

    /** What a resource and everything below it become with another parent or name; itself first. */
    public static List<Resource> moved(List<Resource> all, Resource changed, Resource parent) {
        String path = childPath(parent, Objects.requireNonNull(changed.pathPart()));
        Resource placed = changed.toBuilder().path(path).build();
        List<Resource> moved = new ArrayList<>();
        moved.add(placed);
        for (Resource child : all) {
            if (Objects.equals(child.parentId(), placed.id())) {
                moved.addAll(moved(all, child, placed));
            }
        }
        return moved;
    }
}
