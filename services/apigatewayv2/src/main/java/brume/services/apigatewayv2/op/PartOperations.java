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

    /** The member that names the part that this one belongs to; empty for parts of the API. */
    private final String parent;

    private final HttpApiStore store;
    private final Rules<T> rules;

    PartOperations(Part<T> part, HttpApiStore store, Rules<T> rules) {
        this(part, "", store, rules);
    }

    PartOperations(Part<T> part, String parent, HttpApiStore store, Rules<T> rules) {
        this.part = part;
        this.parent = parent;
        this.store = store;
        this.rules = rules;
    }

    <I extends Shape, O extends Shape> Operation<I, O> create(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String owner = owner(input);
                    T draft = Shapes.as(part.schema(), input);
                    T created =
                            store.change(
                                    call.scope(),
                                    apiId(input),
                                    rows -> {
                                        rows.requireApi(apiId(input));
                                        return rows.put(
                                                part, owner, rules.created(draft, rows, owner));
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
                                    call.scope(), rows -> rows.get(part, owner(input), id(input)));
                    return Shapes.as(model.output(), found);
                });
    }

    <I extends Shape, O extends Shape> Operation<I, O> list(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String owner = owner(input);
                    ApiRows.Page<T> page =
                            store.read(
                                    call.scope(),
                                    rows -> {
                                        rows.requireApi(apiId(input));
                                        return rows.page(
                                                part, owner, token(input), pageSize(input));
                                    });
                    return listed(model.output(), page.items(), page.next());
                });
    }

    <I extends Shape, O extends Shape> Operation<I, O> update(OperationModel<I, O> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String owner = owner(input);
                    T updated =
                            store.change(
                                    call.scope(),
                                    apiId(input),
                                    rows -> {
                                        T before = rows.get(part, owner, id(input));
                                        T after = Shapes.updated(before, input, part.merged());
                                        return rows.put(
                                                part,
                                                owner,
                                                rules.updated(before, after, rows, owner));
                                    });
                    return Shapes.as(model.output(), updated);
                });
    }

    <I extends Shape> Operation<I, Unit> delete(OperationModel<I, Unit> model) {
        return ApiOperation.of(
                model,
                (input, call) -> {
                    String owner = owner(input);
                    return store.change(
                            call.scope(),
                            apiId(input),
                            rows -> {
                                rules.deleted(rows.get(part, owner, id(input)), rows, owner);
                                rows.delete(part, owner, id(input));
                                return Unit.INSTANCE;
                            });
                });
    }

    private static String apiId(Shape input) {
        return Shapes.text(input, API);
    }

    private String owner(Shape input) {
        return parent.isEmpty()
                ? ApiRows.owner(apiId(input))
                : ApiRows.owner(apiId(input), Shapes.text(input, parent));
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
