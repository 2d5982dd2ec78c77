package brume.services.states.op;

import brume.api.states.DescribeStateMachineAliasInput;
import brume.api.states.DescribeStateMachineAliasOutput;
import brume.api.states.RoutingConfigurationListItem;
import brume.api.states.StatesApi;
import brume.services.states.store.AliasRecord;
import brume.services.states.store.Versions;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Store;
import brume.wire.OperationModel;
import java.util.List;

/** Describes an alias. */
public final class DescribeStateMachineAlias
        implements Operation<DescribeStateMachineAliasInput, DescribeStateMachineAliasOutput> {

    private final Store store;
    private final Versions versions;

    public DescribeStateMachineAlias(Store store, Versions versions) {
        this.store = store;
        this.versions = versions;
    }

    @Override
    public OperationModel<DescribeStateMachineAliasInput, DescribeStateMachineAliasOutput> model() {
        return StatesApi.DESCRIBE_STATE_MACHINE_ALIAS;
    }

    @Override
    public List<Permission> permissions(DescribeStateMachineAliasInput input, Call call) {
        return List.of(Permission.of(model().action(), input.stateMachineAliasArn()));
    }

    @Override
    public DescribeStateMachineAliasOutput handle(DescribeStateMachineAliasInput input, Call call) {
        Arns.Qualified name = Aliases.name(call, input.stateMachineAliasArn());
        AliasRecord alias =
                store.read(reader ->
                                versions.findAlias(
                                        reader, call.scope(), name.machine(), name.qualifier()))
                        .orElseThrow(Aliases::notFound);
        return DescribeStateMachineAliasOutput.builder()
                .stateMachineAliasArn(input.stateMachineAliasArn())
                .name(alias.name())
                .description(alias.description())
                .routingConfiguration(
                        alias.routes().stream().map(route -> item(call, name, route)).toList())
                .creationDate(alias.created())
                .updateDate(alias.updated())
                .build();
    }

    private static RoutingConfigurationListItem item(
            Call call, Arns.Qualified name, AliasRecord.Route route) {
        return RoutingConfigurationListItem.builder()
                .stateMachineVersionArn(Publishing.arn(call, name.machine(), route.version()))
                .weight(route.weight())
                .build();
    }
}
