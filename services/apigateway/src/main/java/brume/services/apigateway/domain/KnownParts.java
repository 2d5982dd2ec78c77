package brume.services.apigateway.domain;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What methods of an API may name.
 *
 * @param models by name
 * @param validators by id
 * @param authorizers by id
 */
public record KnownParts(Set<String> models, Set<String> validators, Set<String> authorizers) {

    /**
     * Checks that a model exists; the two that every API begins with count even when deleted.
     *
     * @throws brume.wire.ServiceException BadRequestException
     */
    String model(String name) {
        if (!models.contains(name) && !name.equals("Empty") && !name.equals("Error")) {
            throw ApiErrors.bad("Invalid model identifier specified: " + name);
        }
        return name;
    }

    /**
     * Checks that an authorizer exists.
     *
     * @throws brume.wire.ServiceException BadRequestException
     */
    String authorizer(@Nullable String id) {
        if (id == null || !authorizers.contains(id)) {
            throw ApiErrors.bad(
                    "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or"
                            + " COGNITO_USER_POOLS requires a valid authorizer.");
        }
        return id;
    }

    /**
     * Checks that a request validator exists.
     *
     * @throws brume.wire.ServiceException BadRequestException
     */
    String validator(String id) {
        if (!validators.contains(id)) {
            throw ApiErrors.bad("Invalid Request Validator identifier specified");
        }
        return id;
    }
}
