package brume.services.ec2.op;

import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.Resource;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The resources of one kind as a Describe operation shows them: those that were named, or a page of
 * all, filtered by what is shown of them.
 *
 * @param shown what is shown of a resource, or null for nothing
 */
record Listing<R extends Resource, T>(
        Ec2Store store, Kind<R> kind, BiFunction<Reader, R, @Nullable T> shown) {

    Page<T> page(Call call, Page.Request request, Predicate<T> filter) {
        return store.read(reader ->
                request.named()
                        ? named(reader, call, request, filter)
                        : all(reader, call, request, filter));
    }

    private Page<T> named(Reader reader, Call call, Page.Request request, Predicate<T> filter) {
        List<T> items = new ArrayList<>();
        for (R resource :
                store.getAll(
                        reader, call.scope(), kind, request.names(), call.time().toEpochMilli())) {
            T item = shown.apply(reader, resource);
            if (item != null && filter.test(item)) {
                items.add(item);
            }
        }
        return new Page<>(items, null);
    }

    private Page<T> all(Reader reader, Call call, Page.Request request, Predicate<T> filter) {
        List<T> items = new ArrayList<>();
        long now = call.time().toEpochMilli();
        String after = request.after();
        String last = after;
        while (true) {
            List<R> batch = store.batch(reader, call.scope(), kind, after);
            for (R resource : batch) {
                T item = resource.gone(now) ? null : shown.apply(reader, resource);
                if (item != null && filter.test(item)) {
                    if (items.size() == request.size()) {
                        return new Page<>(items, Page.tokenAfter(last));
                    }
                    items.add(item);
                    last = resource.id();
                }
            }
            if (!store.isFull(batch)) {
                return new Page<>(items, null);
            }
            after = batch.getLast().id();
        }
    }
}
