package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;

import brume.api.lambda.Cors;
import brume.api.lambda.CreateFunctionUrlConfigRequest;
import brume.api.lambda.CreateFunctionUrlConfigResponse;
import brume.api.lambda.DeleteFunctionUrlConfigRequest;
import brume.api.lambda.FunctionUrlConfig;
import brume.api.lambda.GetFunctionUrlConfigRequest;
import brume.api.lambda.GetFunctionUrlConfigResponse;
import brume.api.lambda.InvokeMode;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListFunctionUrlConfigsRequest;
import brume.api.lambda.ListFunctionUrlConfigsResponse;
import brume.api.lambda.UpdateFunctionUrlConfigRequest;
import brume.api.lambda.UpdateFunctionUrlConfigResponse;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.domain.FunctionUrl;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.store.UrlStore;
import brume.spi.Operation;
import brume.spi.ServerEndpoint;
import brume.store.Reader;
import brume.wire.Unit;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations on function URLs. */
public final class UrlOperations {

    private static final int PAGE_MAX = 50;
    private static final int ID_CHARS = 32;

    private final FunctionStore functions;
    private final UrlStore urls;
    private final ServerEndpoint endpoint;
    private final Clock clock;

    public UrlOperations(FunctionStore functions, ServerEndpoint endpoint, Clock clock) {
        this.functions = functions;
        this.urls = functions.urls();
        this.endpoint = endpoint;
        this.clock = clock;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.CREATE_FUNCTION_URL_CONFIG,
                        CreateFunctionUrlConfigRequest::functionName,
                        CreateFunctionUrlConfigRequest::qualifier,
                        this::create),
                FunctionOperations.on(
                        LambdaApi.GET_FUNCTION_URL_CONFIG,
                        GetFunctionUrlConfigRequest::functionName,
                        GetFunctionUrlConfigRequest::qualifier,
                        this::get),
                FunctionOperations.on(
                        LambdaApi.UPDATE_FUNCTION_URL_CONFIG,
                        UpdateFunctionUrlConfigRequest::functionName,
                        UpdateFunctionUrlConfigRequest::qualifier,
                        this::update),
                FunctionOperations.on(
                        LambdaApi.DELETE_FUNCTION_URL_CONFIG,
                        DeleteFunctionUrlConfigRequest::functionName,
                        DeleteFunctionUrlConfigRequest::qualifier,
                        this::delete),
                FunctionOperations.on(
                        LambdaApi.LIST_FUNCTION_URL_CONFIGS,
                        ListFunctionUrlConfigsRequest::functionName,
                        input -> null,
                        this::list));
    }

    private String now() {
        return clock.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private String address(FunctionUrl url) {
        return endpoint.url(url.id() + ".lambda-url." + url.region()) + '/';
    }

    private void exists(Reader reader, FunctionReference reference) {
        boolean numbered = reference.versionNumber().isPresent();
        if (numbered || functions.find(reader, reference, 1).isEmpty()) {
            throw LambdaErrors.resourceNotFoundException("Function does not exist");
        }
    }

    private static RuntimeException missing() {
        return LambdaErrors.resourceNotFoundException("The resource you requested does not exist.");
    }

    private CreateFunctionUrlConfigResponse create(
            CreateFunctionUrlConfigRequest input, FunctionReference reference) {
        String now = now();
        FunctionUrl url =
                new FunctionUrl(
                        reference.scope().account().value(),
                        reference.region().value(),
                        reference.name(),
                        reference.qualifier().orElse(null),
                        Ids.lower(ID_CHARS),
                        input.authType(),
                        input.invokeMode(),
                        cors(input.cors()),
                        now,
                        now);
        return functions.transact(transaction -> {
            exists(transaction, reference);
            if (urls.find(transaction, reference).isPresent()) {
                throw LambdaErrors.resourceConflictException(
                        "Failed to create function url config for [functionArn = "
                                + reference.qualifiedArn()
                                + "]. Error message:  FunctionUrlConfig exists for this Lambda"
                                + " function");
            }
            urls.put(transaction, url);
            return CreateFunctionUrlConfigResponse.builder()
                    .functionUrl(address(url))
                    .functionArn(reference.qualifiedArn())
                    .authType(url.authType())
                    .cors(cors(url.cors()))
                    .creationTime(url.created())
                    .invokeMode(url.invokeMode())
                    .build();
        });
    }

    private GetFunctionUrlConfigResponse get(
            GetFunctionUrlConfigRequest input, FunctionReference reference) {
        FunctionUrl url =
                functions
                        .read(reader -> urls.find(reader, reference))
                        .orElseThrow(UrlOperations::missing);
        return GetFunctionUrlConfigResponse.builder()
                .functionUrl(address(url))
                .functionArn(reference.qualifiedArn())
                .authType(url.authType())
                .cors(cors(url.cors()))
                .creationTime(url.created())
                .lastModifiedTime(url.modified())
                .invokeMode(orElse(url.invokeMode(), InvokeMode.BUFFERED))
                .build();
    }

    private UpdateFunctionUrlConfigResponse update(
            UpdateFunctionUrlConfigRequest input, FunctionReference reference) {
        return functions.transact(transaction -> {
            exists(transaction, reference);
            FunctionUrl present =
                    urls.find(transaction, reference).orElseThrow(UrlOperations::missing);
            FunctionUrl changed =
                    present.with(
                            orElse(input.authType(), present.authType()),
                            input.invokeMode() == null ? present.invokeMode() : input.invokeMode(),
                            input.cors() == null ? present.cors() : cors(input.cors()),
                            now());
            urls.put(transaction, changed);
            return UpdateFunctionUrlConfigResponse.builder()
                    .functionUrl(address(changed))
                    .functionArn(reference.qualifiedArn())
                    .authType(changed.authType())
                    .cors(cors(changed.cors()))
                    .creationTime(changed.created())
                    .lastModifiedTime(changed.modified())
                    .invokeMode(changed.invokeMode())
                    .build();
        });
    }

    private Unit delete(DeleteFunctionUrlConfigRequest input, FunctionReference reference) {
        return functions.transact(transaction -> {
            if (urls.find(transaction, reference).isEmpty()) {
                throw missing();
            }
            urls.delete(transaction, reference);
            return Unit.INSTANCE;
        });
    }

    private ListFunctionUrlConfigsResponse list(
            ListFunctionUrlConfigsRequest input, FunctionReference reference) {
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        List<FunctionUrl> found =
                functions.read(reader -> {
                    exists(reader, reference.unqualified());
                    return urls.list(reader, reference.scope(), reference.name(), after, limit + 1);
                });
        Markers.Page<FunctionUrl> page =
                Markers.Page.of(found, limit, url -> orElse(url.alias(), ""));
        return ListFunctionUrlConfigsResponse.builder()
                .functionUrlConfigs(page.items().stream().map(this::config).toList())
                .nextMarker(page.next())
                .build();
    }

    private FunctionUrlConfig config(FunctionUrl url) {
        return FunctionUrlConfig.builder()
                .functionUrl(address(url))
                .functionArn(url.reference().qualifiedArn())
                .creationTime(url.created())
                .lastModifiedTime(url.modified())
                .cors(cors(url.cors()))
                .authType(url.authType())
                .invokeMode(orElse(url.invokeMode(), InvokeMode.BUFFERED))
                .build();
    }

    /** An empty Cors removes the configuration. */
    private static FunctionUrl.@Nullable Cors cors(@Nullable Cors cors) {
        return cors == null || cors.equals(Cors.builder().build())
                ? null
                : new FunctionUrl.Cors(
                        Boolean.TRUE.equals(cors.allowCredentials()),
                        cors.allowHeaders(),
                        cors.allowMethods(),
                        cors.allowOrigins(),
                        cors.exposeHeaders(),
                        cors.maxAge());
    }

    private static @Nullable Cors cors(FunctionUrl.@Nullable Cors cors) {
        return cors == null
                ? null
                : Cors.builder()
                        .allowCredentials(cors.allowCredentials() ? true : null)
                        .allowHeaders(cors.allowHeaders())
                        .allowMethods(cors.allowMethods())
                        .allowOrigins(cors.allowOrigins())
                        .exposeHeaders(cors.exposeHeaders())
                        .maxAge(cors.maxAgeSeconds())
                        .build();
    }
}
