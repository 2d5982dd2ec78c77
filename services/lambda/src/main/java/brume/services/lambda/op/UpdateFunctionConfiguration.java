package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;

import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.UpdateFunctionConfigurationRequest;
import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.Configuration;
import brume.services.lambda.domain.LambdaFunction.LayerUse;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Activation;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Transaction;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes a function's settings; what the request leaves out stays. */
public final class UpdateFunctionConfiguration
        implements Operation<UpdateFunctionConfigurationRequest, FunctionConfiguration> {

    private final FunctionStore functions;
    private final Roles roles;
    private final Activation activation;

    public UpdateFunctionConfiguration(
            FunctionStore functions, Roles roles, Activation activation) {
        this.functions = functions;
        this.roles = roles;
        this.activation = activation;
    }

    @Override
    public OperationModel<UpdateFunctionConfigurationRequest, FunctionConfiguration> model() {
        return LambdaApi.UPDATE_FUNCTION_CONFIGURATION;
    }

    @Override
    public List<Permission> permissions(UpdateFunctionConfigurationRequest input, Call call) {
        String arn = FunctionReference.parse(input.functionName(), null, call.scope()).arn();
        List<Permission> needed = new ArrayList<>();
        needed.add(Permission.of("lambda:UpdateFunctionConfiguration", arn));
        if (input.role() != null) {
            needed.add(Roles.passRole(input.role(), arn));
        }
        needed.addAll(Layers.permissions(functions, input.layers()));
        return needed;
    }

    @Override
    public FunctionConfiguration handle(UpdateFunctionConfigurationRequest input, Call call) {
        FunctionReference reference =
                FunctionReference.parse(input.functionName(), null, call.scope());
        Checks.unqualified(reference);
        var present = functions.get(reference);
        Checks.absent(input.capacityProviderConfig(), "CapacityProviderConfig");
        Checks.absent(input.durableConfig(), "DurableConfig");
        Checks.unbuilt(
                input.vpcConfig(),
                input.tracingConfig(),
                input.fileSystemConfigs(),
                input.imageConfig(),
                input.snapStart(),
                input.kmsKeyArn());
        if (input.runtime() != null) {
            Checks.runtime(input.runtime());
            Checks.architecture(input.runtime(), present.configuration().architectures());
        }
        if (input.environment() != null) {
            Checks.environment(input.environment().variables());
        }
        if (input.role() != null) {
            roles.check(input.role(), reference);
        }
        LambdaFunction changed =
                functions.transact(transaction -> {
                    LambdaFunction function = functions.get(transaction, reference);
                    Checks.revision(input.revisionId(), function.revisionId());
                    Checks.settled(function);
                    LambdaFunction next =
                            function.withChange(
                                    merge(
                                            function.configuration(),
                                            input,
                                            layers(transaction, function, input.layers())),
                                    function.code(),
                                    Configurations.modified(call.time()),
                                    Ids.uuid(),
                                    Ids.uuid());
                    keepLayers(transaction, function, next);
                    functions.put(transaction, next);
                    activation.schedule(transaction, next, List.of(function));
                    return next;
                });
        return Configurations.of(changed, changed.arn());
    }

    private List<LayerUse> layers(
            Transaction transaction, LambdaFunction function, @Nullable List<String> arns) {
        if (arns == null) {
            return function.configuration().layers();
        }
        List<LayerUse> layers = Layers.resolve(functions, transaction, arns, function.region());
        Layers.checkSize(function.code(), layers);
        if (!layers.isEmpty()) {
            CodeSigningOperations.check(
                    functions,
                    transaction,
                    new FunctionReference(function.scope(), function.name(), Optional.empty()),
                    function.codeSigningConfigArn());
        }
        return layers;
    }

    private void keepLayers(Transaction transaction, LambdaFunction before, LambdaFunction after) {
        functions.keepCode(transaction, after);
        for (String id : before.codeIds()) {
            if (!after.codeIds().contains(id)) {
                functions.code().release(transaction, id, before.qualifiedArn());
            }
        }
    }

    private static Configuration merge(
            Configuration c, UpdateFunctionConfigurationRequest input, List<LayerUse> layers) {
        Map<String, String> environment =
                input.environment() == null ? c.environment() : input.environment().variables();
        return new Configuration(
                orElse(input.runtime(), c.runtime()),
                orElse(input.role(), c.role()),
                orElse(input.handler(), c.handler()),
                orElse(input.description(), c.description()),
                orElse(input.timeout(), c.timeoutSeconds()),
                orElse(input.memorySize(), c.memoryMb()),
                CreateFunction.tmpMb(input.ephemeralStorage(), c.tmpMb()),
                environment,
                c.architectures(),
                Checks.logGroup(input.loggingConfig(), c.logGroup()),
                layers,
                Checks.jsonLog(input.loggingConfig(), c.jsonLog()),
                Checks.deadLetter(input.deadLetterConfig(), c.deadLetterArn()));
    }
}
