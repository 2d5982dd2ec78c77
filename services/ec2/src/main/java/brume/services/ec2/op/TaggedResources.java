package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.api.ec2.Ec2Errors;
import brume.services.ec2.domain.Ec2Quotas;
import brume.services.ec2.domain.Kind;
import brume.services.ec2.domain.Resource;
import brume.services.ec2.store.Ec2Store;
import brume.spi.Call;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import java.util.List;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The resources that CreateTags and DeleteTags name by their ids. */
record TaggedResources(Ec2Store store) {

    private static final Pattern ID = Pattern.compile("[a-z]+(-[a-z]+)*-[0-9a-f]{8,17}");

    void change(List<String> ids, Call call, UnaryOperator<SortedMap<String, String>> changed) {
        if (ids.size() > Ec2Quotas.RESOURCES_PER_TAGGING.value()) {
            throw Ec2Errors.invalidParameterValue(
                    "A request can tag at most "
                            + Ec2Quotas.RESOURCES_PER_TAGGING.value()
                            + " resources");
        }
        store.transact(tx -> {
            for (String id : ids) {
                change(tx, kind(id), id, call, changed);
            }
            return Boolean.TRUE;
        });
    }

    private <R extends Resource> void change(
            Transaction tx,
            Kind<R> kind,
            String id,
            Call call,
            UnaryOperator<SortedMap<String, String>> changed) {
        R resource = store.get(tx, call.scope(), kind, id, call.time().toEpochMilli());
        Resource tagged = resource.withTags(changed.apply(resource.tags()));
        store.put(tx, call.scope(), kind, kind.type().cast(tagged));
    }

    static Kind<? extends Resource> kind(String id) {
        return Kind.of(id)
                .orElseThrow(() ->
                        ID.matcher(id).matches()
                                ? CommonErrors.notImplemented(
                                        Ec2Api.MODEL, "tagging of the resource " + id)
                                : Ec2Errors.invalidID("The ID '" + id + "' is not valid"));
    }
}
