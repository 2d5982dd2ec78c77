package brume.services.apigateway.domain;

import brume.api.apigateway.PatchOperation;
import brume.wire.ServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One patch operation, read: {@code /a/b~1c} is the names {@code a} and {@code b/c}.
 *
 * @param op {@code add}, {@code remove}, {@code replace}, {@code copy}, {@code move} or {@code
 *     test}
 * @param path as it came
 * @param from what a copy takes; empty for others
 */
public record PatchPath(
        String op, String path, List<String> names, @Nullable String value, String from) {

    public static List<PatchPath> of(@Nullable List<PatchOperation> operations) {
        return operations == null ? List.of() : operations.stream().map(PatchPath::of).toList();
    }

    /** As above, where {@code copy} is among the operations. */
    public static List<PatchPath> withCopies(@Nullable List<PatchOperation> operations) {
        return operations == null ? List.of() : operations.stream().map(PatchPath::read).toList();
    }

    private static PatchPath of(PatchOperation operation) {
        PatchPath read = read(operation);
        if (read.op.equals("copy")) {
            throw ApiErrors.bad(
                    "Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
        }
        return read;
    }

    private static PatchPath read(PatchOperation operation) {
        String op = operation.op() == null ? "" : operation.op();
        String path = operation.path() == null ? "" : operation.path();
        if (op.equals("move") || op.equals("test")) {
            throw ApiErrors.bad(
                    "Invalid patch operation specified. Must be 'add'|'remove'|'replace'");
        }
        if (!path.startsWith("/")) {
            throw ApiErrors.bad("Invalid patch path " + operation.path());
        }
        List<String> names =
                java.util.Arrays.stream(path.substring(1).split("/", -1))
                        .map(name -> name.replace("~1", "/").replace("~0", "~"))
                        .toList();
        String from = operation.from() == null ? "" : operation.from();
        return new PatchPath(op, path, names, operation.value(), from);
    }

    public String name() {
        return names.getFirst();
    }

    public boolean isRemove() {
        return op.equals("remove");
    }

    /** The value of an operation that can only replace. */
    public String replacement() {
        if (!op.equals("replace")) {
            throw ApiErrors.bad("Invalid patch operation specified. Must be one of: [replace]");
        }
        return value == null ? "" : value;
    }

    /** The value that an add or replace sets, or null for a removal. */
    public @Nullable String valueOrRemoval() {
        return isRemove() ? null : value == null ? "" : value;
    }

    /** AWS's text for an operation that this path does not take. */
    public ServiceException unsupported() {
        return ApiErrors.bad(
                "Invalid patch path  '"
                        + path
                        + "' specified for op '"
                        + op
                        + "'. Please choose supported operations");
    }

    /** AWS's text for a path that is none of a list. */
    public ServiceException notOneOf(String paths) {
        return ApiErrors.bad(
                "Invalid patch path  '"
                        + path
                        + "' specified for op '"
                        + op
                        + "'. Must be one of: "
                        + paths);
    }

    public ServiceException invalid() {
        return ApiErrors.bad("Invalid patch path " + path);
    }

    /** The map with the entry that this operation names added, replaced or removed. */
    public <V> Map<String, V> applyTo(
            @Nullable Map<String, V> map, java.util.function.Function<String, V> parse) {
        if (names.size() != 2) {
            throw invalid();
        }
        Map<String, V> changed = map == null ? new LinkedHashMap<>() : new LinkedHashMap<>(map);
        if (isRemove()) {
            changed.remove(names.get(1));
        } else {
            changed.put(names.get(1), parse.apply(value == null ? "" : value));
        }
        return changed;
    }
}
