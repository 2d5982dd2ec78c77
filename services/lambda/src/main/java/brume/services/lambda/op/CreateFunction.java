package brume.services.lambda.op;

import brume.api.lambda.CreateFunctionRequest;
import brume.api.lambda.EphemeralStorage;
import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.Configuration;
import brume.services.lambda.domain.LambdaFunction.LayerUse;
import brume.services.lambda.domain.LambdaFunction.State;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Activation;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates a function. It is Pending until its code has been unpacked. */
public final class CreateFunction
        implements Operation<CreateFunctionRequest, FunctionConfiguration> {

    private static final int TIMEOUT_SECONDS = 3;
    private static final int MEMORY_MB = 128;
    private static final int TMP_MB = 512;

    private final FunctionStore functions;
    private final Roles roles;
    private final Activation activation;
    private final CodeUploads uploads;
    private final Publisher publisher;

    public CreateFunction(
            FunctionStore functions, Roles roles, Activation activation, CodeUploads uploads) {
        this.functions = functions;
        this.uploads = uploads;
        this.roles = roles;
        this.activation = activation;
        this.publisher = new Publisher(functions);
    }

    @Override
    public OperationModel<CreateFunctionRequest, FunctionConfiguration> model() {
        return LambdaApi.CREATE_FUNCTION;
    }

    @Override
    public List<Permission> permissions(CreateFunctionRequest input, Call call) {
        FunctionReference reference = reference(input, call);
        List<Permission> needed = new ArrayList<>();
        needed.add(Permission.of("lambda:CreateFunction", reference.arn()));
        needed.add(Roles.passRole(input.role(), reference.arn()));
        needed.addAll(Layers.permissions(functions, input.layers()));
        return needed;
    }

    private static FunctionReference reference(CreateFunctionRequest input, Call call) {
        return FunctionReference.parse(input.functionName(), null, call.scope());
    }

    @Override
    public FunctionConfiguration handle(CreateFunctionRequest input, Call call) {
        FunctionReference reference = reference(input, call);
        if (!reference.scope().equals(call.scope())) {
            throw LambdaErrors.invalidParameterValueException(
                    "The account in the function's ARN is not the caller's.");
        }
        Configuration configuration = configuration(input, reference);
        Checks.absent(input.code().imageUri(), "code from container images");
        UploadedCode upload =
                uploads.get(
                        input.code().zipFile(),
                        new CodeUploads.S3Location(
                                input.code().s3Bucket(),
                                input.code().s3Key(),
                                input.code().s3ObjectVersion()),
                        call);
        Layers.checkSize(upload.code(), configuration.layers());
        Map<String, String> tags = input.tags() == null ? Map.of() : input.tags();
        Checks.tags(tags);
        roles.check(configuration.role(), reference);
        LambdaFunction function =
                new LambdaFunction(
                        call.account().value(),
                        call.region().value(),
                        reference.name(),
                        LambdaFunction.LATEST,
                        configuration,
                        upload.code(),
                        State.PENDING,
                        null,
                        Configurations.modified(call.time()),
                        Ids.uuid(),
                        Ids.uuid(),
                        tags,
                        List.of(),
                        null,
                        null,
                        null,
                        input.codeSigningConfigArn(),
                        null);
        LambdaFunction created =
                functions.transact(transaction -> {
                    CodeSigningOperations.check(
                            functions, transaction, reference, input.codeSigningConfigArn());
                    if (functions.find(transaction, call.scope(), function.name()).isPresent()) {
                        throw LambdaErrors.resourceConflictException(
                                "Function already exist: " + function.name());
                    }
                    functions
                            .code()
                            .put(
                                    transaction,
                                    upload.code().id(),
                                    upload.zip(),
                                    function.qualifiedArn());
                    functions.keepCode(transaction, function);
                    functions.put(transaction, function);
                    activation.schedule(transaction, function, List.of());
                    if (!Boolean.TRUE.equals(input.publish())) {
                        return function;
                    }
                    LambdaFunction version = publisher.publish(transaction, function, null);
                    activation.schedule(transaction, version, List.of());
                    return version;
                });
        // The ARN has no version even if one was published.
        return Configurations.of(created, created.arn());
    }

    private Configuration configuration(CreateFunctionRequest input, FunctionReference reference) {
        String runtime = input.runtime();
        String handler = input.handler();
        if (input.packageType() != null && !input.packageType().equals("Zip")) {
            throw Checks.notImplemented("the package type " + input.packageType());
        }
        if (runtime == null || handler == null) {
            throw LambdaErrors.invalidParameterValueException(
                    "Runtime and Handler are mandatory parameters for functions created with"
                            + " deployment packages.");
        }
        Checks.absent(input.capacityProviderConfig(), "CapacityProviderConfig");
        Checks.absent(input.publishTo(), "PublishTo");
        Checks.absent(input.durableConfig(), "DurableConfig");
        Checks.absent(input.tenancyConfig(), "TenancyConfig");
        Checks.absent(input.code().sourceKMSKeyArn(), "SourceKMSKeyArn");
        Checks.unbuilt(
                input.vpcConfig(),
                input.tracingConfig(),
                input.fileSystemConfigs(),
                input.imageConfig(),
                input.snapStart(),
                input.kmsKeyArn());
        Checks.runtime(runtime);
        List<String> architectures =
                input.architectures() == null ? List.of("x86_64") : input.architectures();
        Checks.architecture(runtime, architectures);
        Map<String, String> environment =
                input.environment() == null ? null : input.environment().variables();
        Checks.environment(environment);
        return new Configuration(
                runtime,
                input.role(),
                handler,
                orElse(input.description(), ""),
                orElse(input.timeout(), TIMEOUT_SECONDS),
                orElse(input.memorySize(), MEMORY_MB),
                tmpMb(input.ephemeralStorage(), TMP_MB),
                environment,
                architectures,
                Checks.logGroup(input.loggingConfig(), "/aws/lambda/" + reference.name()),
                layers(input.layers(), reference),
                Checks.jsonLog(input.loggingConfig(), null),
                Checks.deadLetter(input.deadLetterConfig(), null));
    }

    private List<LayerUse> layers(@Nullable List<String> arns, FunctionReference reference) {
        return arns == null
                ? List.of()
                : functions.read(reader ->
                        Layers.resolve(functions, reader, arns, reference.region().value()));
    }

    static int tmpMb(@Nullable EphemeralStorage storage, int otherwise) {
        return storage == null ? otherwise : storage.size();
    }

    static <T> T orElse(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
