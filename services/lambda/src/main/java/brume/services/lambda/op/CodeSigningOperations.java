package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;

import brume.api.lambda.AllowedPublishers;
import brume.api.lambda.CodeSigningConfig;
import brume.api.lambda.CodeSigningPolicies;
import brume.api.lambda.CreateCodeSigningConfigRequest;
import brume.api.lambda.CreateCodeSigningConfigResponse;
import brume.api.lambda.DeleteCodeSigningConfigRequest;
import brume.api.lambda.DeleteCodeSigningConfigResponse;
import brume.api.lambda.DeleteFunctionCodeSigningConfigRequest;
import brume.api.lambda.GetCodeSigningConfigRequest;
import brume.api.lambda.GetCodeSigningConfigResponse;
import brume.api.lambda.GetFunctionCodeSigningConfigRequest;
import brume.api.lambda.GetFunctionCodeSigningConfigResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListCodeSigningConfigsRequest;
import brume.api.lambda.ListCodeSigningConfigsResponse;
import brume.api.lambda.ListFunctionsByCodeSigningConfigRequest;
import brume.api.lambda.ListFunctionsByCodeSigningConfigResponse;
import brume.api.lambda.PutFunctionCodeSigningConfigRequest;
import brume.api.lambda.PutFunctionCodeSigningConfigResponse;
import brume.api.lambda.UpdateCodeSigningConfigRequest;
import brume.api.lambda.UpdateCodeSigningConfigResponse;
import brume.base.Ids;
import brume.services.lambda.domain.CodeSigning;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.CodeSigningStore;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.OperationModel;
import brume.wire.Shape;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operations on code signing configurations. */
public final class CodeSigningOperations {

    private static final int PAGE_MAX = 50;
    private static final int ID_CHARS = 17;
    private static final String WARN = "Warn";

    private final FunctionStore functions;
    private final CodeSigningStore configs;

    public CodeSigningOperations(FunctionStore functions) {
        this.functions = functions;
        this.configs = functions.codeSignings();
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                Operation.of(
                        LambdaApi.CREATE_CODE_SIGNING_CONFIG,
                        (input, call) ->
                                List.of(Permission.of("lambda:CreateCodeSigningConfig", "*")),
                        this::create),
                Operation.of(
                        LambdaApi.LIST_CODE_SIGNING_CONFIGS,
                        (input, call) ->
                                List.of(Permission.of("lambda:ListCodeSigningConfigs", "*")),
                        this::list),
                on(
                        LambdaApi.GET_CODE_SIGNING_CONFIG,
                        GetCodeSigningConfigRequest::codeSigningConfigArn,
                        this::get),
                on(
                        LambdaApi.UPDATE_CODE_SIGNING_CONFIG,
                        UpdateCodeSigningConfigRequest::codeSigningConfigArn,
                        this::update),
                on(
                        LambdaApi.DELETE_CODE_SIGNING_CONFIG,
                        DeleteCodeSigningConfigRequest::codeSigningConfigArn,
                        this::delete),
                on(
                        LambdaApi.LIST_FUNCTIONS_BY_CODE_SIGNING_CONFIG,
                        ListFunctionsByCodeSigningConfigRequest::codeSigningConfigArn,
                        this::listFunctions),
                FunctionOperations.on(
                        LambdaApi.PUT_FUNCTION_CODE_SIGNING_CONFIG,
                        PutFunctionCodeSigningConfigRequest::functionName,
                        input -> null,
                        this::putFunction),
                FunctionOperations.on(
                        LambdaApi.GET_FUNCTION_CODE_SIGNING_CONFIG,
                        GetFunctionCodeSigningConfigRequest::functionName,
                        input -> null,
                        this::getFunction),
                FunctionOperations.on(
                        LambdaApi.DELETE_FUNCTION_CODE_SIGNING_CONFIG,
                        DeleteFunctionCodeSigningConfigRequest::functionName,
                        input -> null,
                        this::deleteFunction));
    }

    private static <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model, Function<I, String> arn, BiFunction<I, Call, O> body) {
        return Operation.of(
                model,
                (input, call) -> List.of(Permission.of(model.action(), arn.apply(input))),
                body);
    }

    /**
     * Refuses code that a function may not get because nobody has signed it.
     *
     * @throws brume.wire.ServiceException in AWS's words
     */
    static void check(
            FunctionStore functions,
            Reader reader,
            FunctionReference function,
            @Nullable String arn) {
        if (arn == null) {
            return;
        }
        CodeSigning config =
                functions
                        .codeSignings()
                        .find(reader, function.scope(), arn)
                        .orElseThrow(() -> notUsable(arn));
        if (config.enforced()) {
            throw LambdaErrors.codeVerificationFailedException(
                    "Lambda cannot deploy the function. The function or layer might be signed using"
                            + " a signature that the client is not configured to accept.");
        }
    }

    private static RuntimeException notUsable(String arn) {
        return LambdaErrors.codeSigningConfigNotFoundException(
                "The code signing configuration cannot be found. Check that the provided"
                        + " configuration is not deleted: "
                        + arn
                        + ".");
    }

    private CodeSigning find(Reader reader, String arn, Call call) {
        return configs.find(reader, call.scope(), arn)
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "The Lambda code signing configuration "
                                        + arn
                                        + " can not be found."));
    }

    private CreateCodeSigningConfigResponse create(
            CreateCodeSigningConfigRequest input, Call call) {
        if (input.tags() != null && !input.tags().isEmpty()) {
            throw Checks.notImplemented("tags of code signing configurations");
        }
        CodeSigning config =
                new CodeSigning(
                        call.account().value(),
                        call.region().value(),
                        "csc-" + Ids.hex(ID_CHARS),
                        orElse(input.description(), ""),
                        input.allowedPublishers().signingProfileVersionArns(),
                        policy(input.codeSigningPolicies(), WARN),
                        Configurations.modified(call.time()));
        return functions.transact(transaction -> {
            configs.put(transaction, config);
            return new CreateCodeSigningConfigResponse(shown(config));
        });
    }

    private static String policy(@Nullable CodeSigningPolicies policies, String otherwise) {
        String policy = policies == null ? null : policies.untrustedArtifactOnDeployment();
        return policy == null ? otherwise : policy;
    }

    private GetCodeSigningConfigResponse get(GetCodeSigningConfigRequest input, Call call) {
        return new GetCodeSigningConfigResponse(
                shown(functions.read(r -> find(r, input.codeSigningConfigArn(), call))));
    }

    private UpdateCodeSigningConfigResponse update(
            UpdateCodeSigningConfigRequest input, Call call) {
        AllowedPublishers publishers = input.allowedPublishers();
        return functions.transact(transaction -> {
            CodeSigning before = find(transaction, input.codeSigningConfigArn(), call);
            CodeSigning after =
                    new CodeSigning(
                            before.account(),
                            before.region(),
                            before.id(),
                            orElse(input.description(), before.description()),
                            publishers == null
                                    ? before.publishers()
                                    : publishers.signingProfileVersionArns(),
                            policy(input.codeSigningPolicies(), before.policy()),
                            Configurations.modified(call.time()));
            configs.put(transaction, after);
            return new UpdateCodeSigningConfigResponse(shown(after));
        });
    }

    private DeleteCodeSigningConfigResponse delete(
            DeleteCodeSigningConfigRequest input, Call call) {
        return functions.transact(transaction -> {
            CodeSigning config = find(transaction, input.codeSigningConfigArn(), call);
            if (!users(config, Optional.empty(), 1).isEmpty()) {
                throw LambdaErrors.resourceConflictException(
                        "The code signing configuration is used by a function.");
            }
            configs.delete(transaction, config);
            return new DeleteCodeSigningConfigResponse();
        });
    }

    private ListCodeSigningConfigsResponse list(ListCodeSigningConfigsRequest input, Call call) {
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        Markers.Page<CodeSigning> page =
                Markers.Page.of(
                        functions.read(r -> configs.list(r, call.scope(), after, limit + 1)),
                        limit,
                        CodeSigning::id);
        return ListCodeSigningConfigsResponse.builder()
                .codeSigningConfigs(
                        page.items().stream().map(CodeSigningOperations::shown).toList())
                .nextMarker(page.next())
                .build();
    }

    private ListFunctionsByCodeSigningConfigResponse listFunctions(
            ListFunctionsByCodeSigningConfigRequest input, Call call) {
        CodeSigning config = functions.read(r -> find(r, input.codeSigningConfigArn(), call));
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Markers.Page<LambdaFunction> page =
                Markers.Page.of(
                        users(config, Markers.decode(input.marker()), limit + 1),
                        limit,
                        LambdaFunction::name);
        return ListFunctionsByCodeSigningConfigResponse.builder()
                .functionArns(page.items().stream().map(LambdaFunction::arn).toList())
                .nextMarker(page.next())
                .build();
    }

    private List<LambdaFunction> users(CodeSigning config, Optional<String> first, int limit) {
        List<LambdaFunction> users = new ArrayList<>();
        Optional<String> after = first;
        while (true) {
            List<LambdaFunction> page = functions.list(config.scope(), after, PAGE_MAX);
            page.stream()
                    .filter(function -> config.arn().equals(function.codeSigningConfigArn()))
                    .limit(limit - users.size())
                    .forEach(users::add);
            if (page.size() < PAGE_MAX || users.size() == limit) {
                return users;
            }
            after = Optional.of(page.getLast().name());
        }
    }

    private PutFunctionCodeSigningConfigResponse putFunction(
            PutFunctionCodeSigningConfigRequest input, FunctionReference reference) {
        String arn = input.codeSigningConfigArn();
        return functions.transact(transaction -> {
            if (configs.find(transaction, reference.scope(), arn).isEmpty()) {
                throw notUsable(arn);
            }
            LambdaFunction latest = functions.get(transaction, reference.unqualified());
            functions.put(transaction, latest.withCodeSigning(arn));
            return new PutFunctionCodeSigningConfigResponse(arn, latest.name());
        });
    }

    private GetFunctionCodeSigningConfigResponse getFunction(
            GetFunctionCodeSigningConfigRequest input, FunctionReference reference) {
        LambdaFunction latest = functions.get(reference.unqualified());
        // Without one AWS leaves the ARN out; the model demands the member, so it is empty.
        return new GetFunctionCodeSigningConfigResponse(
                orElse(latest.codeSigningConfigArn(), ""), latest.name());
    }

    private Unit deleteFunction(
            DeleteFunctionCodeSigningConfigRequest input, FunctionReference reference) {
        var ignored = functions.update(reference, f -> f.withCodeSigning(null));
        return Unit.INSTANCE;
    }

    private static CodeSigningConfig shown(CodeSigning config) {
        return CodeSigningConfig.builder()
                .codeSigningConfigId(config.id())
                .codeSigningConfigArn(config.arn())
                .description(config.description())
                .allowedPublishers(new AllowedPublishers(config.publishers()))
                .codeSigningPolicies(new CodeSigningPolicies(config.policy()))
                .lastModified(config.modified())
                .build();
    }
}
