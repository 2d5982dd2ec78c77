package brume.services.states.op;

import brume.api.states.RoutingConfigurationListItem;
import brume.api.states.StatesErrors;
import brume.services.states.store.AliasRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.store.Reader;
import brume.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operations on aliases have in common. Texts: LocalStack, v2/test_sfn_api_aliasing; those
 * about versions of several machines and of none are our own.
 */
final class Aliases {

    private static final int WEIGHTS = 100;

    private Aliases() {}

    static ServiceException notFound() {
        return StatesErrors.resourceNotFound("Request references a resource that does not exist.");
    }

    /** The machine and name in the ARN of an alias. */
    static Arns.Qualified name(Call call, String arn) {
        Arns.Qualified name = Arns.qualified(call, arn);
        if (name.qualifier().isEmpty() || name.isVersion()) {
            throw Arns.wrongType("stateMachine");
        }
        return name;
    }

    static String arn(Call call, String machine, String alias) {
        return Arns.machine(call, machine) + ':' + alias;
    }

    /** Where an alias is to lead, and the machine that this is about. */
    record Routing(String machine, List<AliasRecord.Route> routes) {}

    /** Checks what can be checked of a routing without its machine. */
    static Routing routing(Call call, List<RoutingConfigurationListItem> items) {
        List<String> arns =
                items.stream().map(RoutingConfigurationListItem::stateMachineVersionArn).toList();
        List<Integer> weights = items.stream().map(RoutingConfigurationListItem::weight).toList();
        List<AliasRecord.Route> routes = new ArrayList<>();
        String machine = "";
        for (RoutingConfigurationListItem item : items) {
            Arns.Qualified version = Arns.qualified(call, item.stateMachineVersionArn());
            if (!version.isVersion()) {
                throw invalid("must contain state machine version ARNs. Received: " + arns);
            }
            if (!machine.isEmpty() && !machine.equals(version.machine())) {
                throw invalid("must contain versions of one state machine. Received: " + arns);
            }
            machine = version.machine();
            routes.add(new AliasRecord.Route(version.version(), item.weight()));
        }
        if (arns.stream().distinct().count() < arns.size()) {
            throw invalid("must contain distinct state machine version ARNs. Received: " + arns);
        }
        if (weights.stream().mapToInt(Integer::intValue).sum() != WEIGHTS) {
            throw StatesErrors.validationException(
                    "Sum of routing configuration weights must equal 100. Received: " + weights);
        }
        return new Routing(machine, List.copyOf(routes));
    }

    private static ServiceException invalid(String reason) {
        return StatesErrors.validationException("Routing configuration " + reason);
    }

    /** Demands that the versions exist. */
    static void checkVersions(Reader reader, Call call, Versions versions, Routing routing) {
        for (AliasRecord.Route route : routing.routes()) {
            if (versions.find(reader, call.scope(), routing.machine(), route.version()).isEmpty()) {
                throw notFound();
            }
        }
    }
}
