package brume.services.ec2.op;

import brume.base.Scope;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.Resource;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The permissions that EC2's operations demand. Source: Service Authorization Reference, "Actions,
 * resources, and condition keys for Amazon EC2".
 */
final class Access {

    private static final String CREATE_TAGS = "ec2:CreateTags";

    private Access() {}

    /** On no particular resource. */
    static Permission any(OperationModel<?, ?> model, Call call) {
        return Permission.of(model.action(), "*").withContext(region(call));
    }

    /** On a resource that exists, or might; with its tags. */
    static Permission on(Ec2Store store, String action, Kind<?> kind, String id, Call call) {
        Map<String, List<String>> context = region(call);
        Optional<? extends Resource> resource =
                store.read(reader ->
                        store.find(reader, call.scope(), kind, id, call.time().toEpochMilli()));
        resource.ifPresent(found ->
                found.tags()
                        .forEach((key, value) -> {
                            context.put("ec2:ResourceTag/" + key, List.of(value));
                            context.put("aws:ResourceTag/" + key, List.of(value));
                        }));
        return Permission.of(action, arn(call.scope(), kind, id)).withContext(context);
    }

    static List<Permission> onAll(
            Ec2Store store, OperationModel<?, ?> model, Kind<?> kind, List<String> ids, Call call) {
        return ids.stream().map(id -> on(store, model.action(), kind, id, call)).toList();
    }

    /** On a resource that is about to be made. */
    static Permission making(
            OperationModel<?, ?> model, Kind<?> kind, SortedMap<String, String> tags, Call call) {
        return Permission.of(model.action(), arn(call.scope(), kind, "*"))
                .withContext(requested(tags, call));
    }

    /** On tagging what is about to be made; empty if it gets no tags. */
    static Optional<Permission> tagging(
            OperationModel<?, ?> model, Kind<?> kind, SortedMap<String, String> tags, Call call) {
        if (tags.isEmpty()) {
            return Optional.empty();
        }
        Map<String, List<String>> context = requested(tags, call);
        context.put("ec2:CreateAction", List.of(model.name()));
        return Optional.of(
                Permission.of(CREATE_TAGS, arn(call.scope(), kind, "*")).withContext(context));
    }

    /** On something that needs no record, such as an image or the default subnet. */
    static Permission fixed(OperationModel<?, ?> model, String arn, Call call) {
        return Permission.of(model.action(), arn).withContext(region(call));
    }

    private static Map<String, List<String>> requested(SortedMap<String, String> tags, Call call) {
        Map<String, List<String>> context = region(call);
        tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, List.of(value)));
        if (!tags.isEmpty()) {
            context.put("aws:TagKeys", List.copyOf(tags.keySet()));
        }
        return context;
    }

    private static Map<String, List<String>> region(Call call) {
        Map<String, List<String>> context = new HashMap<>();
        context.put("ec2:Region", List.of(call.region().value()));
        return context;
    }

    private static String arn(Scope scope, Kind<?> kind, String id) {
        return arn(scope, kind.word(), id, kind.accountInArn());
    }

    /** The ARN of an EC2 resource; images and snapshots have no account in it. */
    static String arn(Scope scope, String word, String id, boolean accountInArn) {
        return "arn:"
                + scope.region().partition()
                + ":ec2:"
                + scope.region()
                + ':'
                + (accountInArn ? scope.account().value() : "")
                + ':'
                + word
                + '/'
                + id;
    }
}
