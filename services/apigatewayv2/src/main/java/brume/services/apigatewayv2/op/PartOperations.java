package brume.services.apigatewayv2.op;

import brume.services.apigatewayv2.domain.ApiErrors;
import brume.services.apigatewayv2.store.ApiRows;
import brume.services.apigatewayv2.store.HttpApiStore;
import brume.services.apigatewayv2.store.Part;
import brume.services.apigatewayv2.store.Shapes;
import brume.spi.Operation;
import brume.wire.Documents;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.StructSchema;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creating, showing, listing, changing and deleting parts of an API, which are the same for every
 * kind of part but for the {@link Rules}.
 */
final class PartOperations<T extends Shape> {

    private static final int PAGE_DEFAULT = 25;
    private static final int PAGE_MAX = 500;
    private static final String API = "ApiId";

    private final Part<T> part;
    private final HttpApiStore store;
    private final Rules<T> rules;

    PartOperations(Part<T> part, HttpApiStore store, Rules<T> rules) {
        this.part = part;
        this.store = store;
        this.rules = rules;
    }

    <I extends Shape, O extends Shape> Operation<I, O> create(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String apiId = Shapes.text(input, API);
                    T draft = Shapes.as(part.schema(), input);
                    T created =
                            store.change(
                                    call.scope(),
                                    apiId,
                                    rows -> {
                                        rows.requireApi(apiId);
                                        return rows.put(
                                                part, apiId, rules.created(draft, rows, apiId));
                                    });
                    return Shapes.as(model.output(), created);
                });
    }

    <I extends Shape, O extends Shape> Operation<I, O> get(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    T found =
                            store.read(
                                    call.scope(),
                                    rows -> rows.get(part, Shapes.text(input, API), id(input)));
                    return Shapes.as(model.output(), found);
                });
    }

    <I extends Shape, O extends Shape> Operation<I, O> list(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String apiId = Shapes.text(input, API);
                    ApiRows.Page<T> page =
                            store.read(
                                    call.scope(),
                                    rows -> {
                                        rows.requireApi(apiId);
                                        return rows.page(
                                                part, apiId, token(input), pageSize(input));
                                    });
                    return listed(model.output(), page.items(), page.next());
                });
    }

    <I extends Shape, O extends Shape> Operation<I, O> update(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String apiId = Shapes.text(input, API);
                    T updated =
                            store.change(
                                    call.scope(),
                                    apiId,
                                    rows -> {
                                        T before = rows.get(part, apiId, id(input));
                                        T after = Shapes.updated(before, input, part.merged());
                                        return rows.put(
                                                part,
                                                apiId,
                                                rules.updated(before, after, rows, apiId));
                                    });
                    return Shapes.as(model.output(), updated);
                });
    }

    <I extends Shape> Operation<I, Unit> delete(OperationModel<I, Unit> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String apiId = Shapes.text(input, API);
                    return store.change(
                            call.scope(),
                            apiId,
                            rows -> {
                                rules.deleted(rows.get(part, apiId, id(input)), rows, apiId);
                                rows.delete(part, apiId, id(input));
                                return Unit.INSTANCE;
                            });
                });
    }

    private String id(Shape input) {
        return Shapes.text(input, part.idMember());
    }

    /** A list's answer, which has the members Items and NextToken. */
    static <O extends Shape> O listed(
            StructSchema<O> output, List<? extends Shape> items, @Nullable String next) {
        ObjectNode tree = Documents.object();
        ArrayNode array = tree.putArray("Items");
        items.forEach(item -> array.add(Shapes.tree(item)));
        if (next != null) {
            tree.put("NextToken", next);
        }
        return Shapes.of(output, tree);
    }

    static @Nullable String token(Shape input) {
        return Shapes.find(input, "NextToken").orElse(null);
    }

    /** MaxResults is a text in this API. */
    static int pageSize(Shape input) {
        String text = Shapes.find(input, "MaxResults").orElse("");
        if (text.isEmpty()) {
            return PAGE_DEFAULT;
        }
        try {
            int size = Integer.parseInt(text);
            if (size >= 1) {
                return Math.min(size, PAGE_MAX);
            }
        } catch (NumberFormatException e) {
            // Told below, together with numbers that are too small.
        }
        throw ApiErrors.bad("Invalid MaxResults specified");
    }
}
