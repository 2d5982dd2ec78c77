package brume.services.lambda.op;

import brume.api.lambda.FunctionConfiguration;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.UpdateFunctionCodeRequest;
import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.domain.LambdaFunction.Configuration;
import brume.services.lambda.store.CodeStore;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.worker.Activation;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.OperationModel;
import java.util.List;

/** Gives a function new code. */
public final class UpdateFunctionCode
        implements Operation<UpdateFunctionCodeRequest, FunctionConfiguration> {

    private final FunctionStore functions;
    private final Activation activation;
    private final CodeUploads uploads;
    private final Publisher publisher;

    public UpdateFunctionCode(FunctionStore functions, Activation activation, CodeUploads uploads) {
        this.functions = functions;
        this.uploads = uploads;
        this.activation = activation;
        this.publisher = new Publisher(functions);
    }

    @Override
    public OperationModel<UpdateFunctionCodeRequest, FunctionConfiguration> model() {
        return LambdaApi.UPDATE_FUNCTION_CODE;
    }

    @Override
    public List<Permission> permissions(UpdateFunctionCodeRequest input, Call call) {
        return List.of(
                Permission.of(
                        "lambda:UpdateFunctionCode",
                        FunctionReference.parse(input.functionName(), null, call.scope()).arn()));
    }

    @Override
    public FunctionConfiguration handle(UpdateFunctionCodeRequest input, Call call) {
        FunctionReference reference =
                FunctionReference.parse(input.functionName(), null, call.scope());
        Checks.unqualified(reference);
        Checks.absent(input.publishTo(), "PublishTo");
        Checks.absent(input.sourceKMSKeyArn(), "SourceKMSKeyArn");
        LambdaFunction present = functions.get(reference);
        List<String> architectures = input.architectures();
        if (architectures != null) {
            Checks.architecture(present.configuration().runtime(), architectures);
        }
        Checks.absent(input.imageUri(), "code from container images");
        UploadedCode upload =
                uploads.get(
                        input.zipFile(),
                        new CodeUploads.S3Location(
                                input.s3Bucket(), input.s3Key(), input.s3ObjectVersion()),
                        call);
        LambdaFunction changed =
                functions.transact(transaction -> {
                    LambdaFunction function = functions.get(transaction, reference);
                    Checks.revision(input.revisionId(), function.revisionId());
                    Checks.settled(function);
                    CodeSigningOperations.check(
                            functions, transaction, reference, function.codeSigningConfigArn());
                    LambdaFunction next = change(function, upload, architectures, call);
                    if (Boolean.TRUE.equals(input.dryRun())) {
                        return next;
                    }
                    Layers.checkSize(next.code(), next.configuration().layers());
                    CodeStore code = functions.code();
                    code.release(transaction, function.code().id(), function.qualifiedArn());
                    code.put(transaction, next.code().id(), upload.zip(), next.qualifiedArn());
                    functions.put(transaction, next);
                    activation.schedule(transaction, next, List.of(function));
                    if (!Boolean.TRUE.equals(input.publish())) {
                        return next;
                    }
                    LambdaFunction version = publisher.publish(transaction, next, null);
                    activation.schedule(transaction, version, List.of());
                    return version;
                });
        return Configurations.of(
                changed, changed.isLatest() ? changed.arn() : changed.qualifiedArn());
    }

    private static LambdaFunction change(
            LambdaFunction function,
            UploadedCode upload,
            @org.jspecify.annotations.Nullable List<String> architectures,
            Call call) {
        Configuration c = function.configuration();
        Configuration configuration =
                architectures == null ? c : c.withArchitectures(architectures);
        return function.withChange(
                configuration,
                upload.code(),
                Configurations.modified(call.time()),
                Ids.uuid(),
                Ids.uuid());
    }
}
