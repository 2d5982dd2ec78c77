package brume.services.dynamodb.op;

import brume.spi.Permission;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a request comes to.
 *
 * @param permissions what the caller needs
 * @param partial whether only that part of the request fails whose permission is refused
 * @param action what is done; it is given the reasons of refusals by their permissions' numbers
 */
record Plan<O>(
        List<Permission> permissions, boolean partial, Function<Map<Integer, String>, O> action) {

    static <O> Plan<O> whole(List<Permission> permissions, Supplier<O> action) {
        return new Plan<>(permissions, false, refusals -> action.get());
    }
}
