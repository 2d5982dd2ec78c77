package brume.services.states.domain.data;

import com.fasterxml.jackson.databind.JsonNode;

/** A path that leads nowhere in the value that it was applied to. */
public final class PathNotFoundException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final transient JsonNode root;

    PathNotFoundException(String path, JsonNode root, String reason) {
        super(reason, null, false, false);
        this.path = path;
        this.root = root;
    }

    /** As a failed InputPath, OutputPath or similar reference. */
    public QueryException asInvalidPath() {
        return new QueryException("Invalid path '" + path + "' : " + getMessage());
    }

    /** As a failed field of a template or state. */
    public QueryException asMissing(String field) {
        return new QueryException(
                "The JSONPath '%s' specified for the field '%s' could not be found in the input '%s'"
                        .formatted(path, field, root));
    }
}
