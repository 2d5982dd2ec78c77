package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.api.dynamodb.AttributeValueUpdate;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** AttributeUpdates, the form of updates before expressions. */
final class LegacyUpdates {

    private static final Set<String> ADDABLE = Set.of("N", "SS", "NS", "BS", "L");
    private static final Set<String> DELETABLE = Set.of("SS", "NS", "BS");

    private LegacyUpdates() {}

    static @Nullable Update update(@Nullable Map<String, AttributeValueUpdate> updates) {
        if (updates == null) {
            return null;
        }
        List<Update.Action> actions = new ArrayList<>();
        updates.forEach((name, update) -> actions.add(action(Path.of(name), update)));
        return new Update(actions, true);
    }

    private static Update.Action action(Path path, AttributeValueUpdate update) {
        AttributeValues.checkName(path.attribute());
        String action = update.action() == null ? "PUT" : update.action();
        AttributeValue shape = update.value();
        if (shape == null) {
            if (!action.equals("DELETE")) {
                throw InvalidRequest.parameters(
                        "Only DELETE action is allowed when no attribute value is specified");
            }
            return new Update.RemoveAction(path);
        }
        Value value = AttributeValues.value(shape);
        return switch (action) {
            case "DELETE" -> {
                if (!DELETABLE.contains(value.type())) {
                    throw InvalidRequest.parameters(
                            "DELETE action with value is not supported for the type "
                                    + value.type());
                }
                yield new Update.DeleteAction(path, value);
            }
            case "ADD" -> {
                if (!ADDABLE.contains(value.type())) {
                    throw InvalidRequest.parameters(
                            "ADD action is not supported for the type " + value.type());
                }
                yield new Update.AddAction(path, value);
            }
            default -> new Update.SetAction(path, new Update.Constant(value));
        };
    }
}
