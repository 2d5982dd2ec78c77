package brume.services.apigatewayv2.op;

import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.ApiWriter;
import brume.wire.Shape;

/**
 * What a part of an API must be, with what it gets if it does not say. The owner is the API's id;
 * for a part of a part it is made by {@link ApiRows#owner}.
 */
interface Rules<T extends Shape> {

    /**
     * A new part, complete.
     *
     * @throws brume.wire.ServiceException if it cannot be
     */
    T created(T draft, ApiWriter rows, String owner);

    /** A changed part, complete. */
    T updated(T before, T after, ApiWriter rows, String owner);

    /** Checks that a part may go. */
    default void deleted(T part, ApiRows rows, String owner) {}
}
