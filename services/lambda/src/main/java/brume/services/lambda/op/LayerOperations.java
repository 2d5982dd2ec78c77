package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;

import brume.api.lambda.DeleteLayerVersionRequest;
import brume.api.lambda.GetLayerVersionByArnRequest;
import brume.api.lambda.GetLayerVersionRequest;
import brume.api.lambda.GetLayerVersionResponse;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.LayerVersionContentOutput;
import brume.api.lambda.LayerVersionsListItem;
import brume.api.lambda.LayersListItem;
import brume.api.lambda.ListLayerVersionsRequest;
import brume.api.lambda.ListLayerVersionsResponse;
import brume.api.lambda.ListLayersRequest;
import brume.api.lambda.ListLayersResponse;
import brume.api.lambda.PublishLayerVersionRequest;
import brume.api.lambda.PublishLayerVersionResponse;
import brume.services.lambda.domain.LambdaFunction.Code;
import brume.services.lambda.domain.LayerReference;
import brume.services.lambda.domain.LayerVersion;
import brume.services.lambda.store.FunctionStore;
import brume.services.lambda.store.LayerStore;
import brume.services.lambda.worker.CodeCache;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The operations on layers. */
public final class LayerOperations {

    private static final int PAGE_MAX = 50;

    private final FunctionStore functions;
    private final LayerStore layers;
    private final CodeCache cache;
    private final Function<Code, String> codeLocation;
    private final CodeUploads uploads;

    /**
     * @param codeLocation where a zip can be downloaded
     */
    public LayerOperations(
            FunctionStore functions,
            CodeCache cache,
            Function<Code, String> codeLocation,
            CodeUploads uploads) {
        this.functions = functions;
        this.layers = functions.layers();
        this.cache = cache;
        this.codeLocation = codeLocation;
        this.uploads = uploads;
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                Operation.of(
                        LambdaApi.PUBLISH_LAYER_VERSION,
                        (input, call) ->
                                List.of(
                                        Permission.of(
                                                "lambda:PublishLayerVersion",
                                                LayerReference.of(input.layerName(), call.scope())
                                                        .layerArn())),
                        this::publish),
                Operation.of(
                        LambdaApi.GET_LAYER_VERSION,
                        (input, call) -> List.of(reading(reference(input, call))),
                        (input, call) -> get(reference(input, call))),
                Operation.of(
                        LambdaApi.GET_LAYER_VERSION_BY_ARN,
                        (input, call) ->
                                LayerReference.ofVersion(input.arn()).stream()
                                        .map(this::reading)
                                        .toList(),
                        this::getByArn),
                Operation.of(
                        LambdaApi.DELETE_LAYER_VERSION,
                        (input, call) ->
                                List.of(
                                        Permission.of(
                                                "lambda:DeleteLayerVersion",
                                                reference(input, call).arn())),
                        this::delete),
                Operation.of(
                        LambdaApi.LIST_LAYER_VERSIONS,
                        (input, call) -> List.of(Permission.of("lambda:ListLayerVersions", "*")),
                        this::listVersions),
                Operation.of(
                        LambdaApi.LIST_LAYERS,
                        (input, call) -> List.of(Permission.of("lambda:ListLayers", "*")),
                        this::list));
    }

    private static LayerReference reference(GetLayerVersionRequest input, Call call) {
        return LayerReference.of(input.layerName(), input.versionNumber(), call.scope());
    }

    private static LayerReference reference(DeleteLayerVersionRequest input, Call call) {
        return LayerReference.of(input.layerName(), input.versionNumber(), call.scope());
    }

    /** The right to read a layer version, which its own policy may give. */
    private Permission reading(LayerReference reference) {
        return Layers.reading(functions, reference);
    }

    private PublishLayerVersionResponse publish(PublishLayerVersionRequest input, Call call) {
        LayerReference layer = LayerReference.of(input.layerName(), call.scope());
        if (!layer.scope().equals(call.scope())) {
            throw LambdaErrors.invalidParameterValueException(
                    "The layer's ARN is not one of the caller's account and region.");
        }
        UploadedCode upload =
                uploads.get(
                        input.content().zipFile(),
                        new CodeUploads.S3Location(
                                input.content().s3Bucket(),
                                input.content().s3Key(),
                                input.content().s3ObjectVersion()),
                        call);
        LayerVersion published =
                functions.transact(transaction -> {
                    LayerVersion version =
                            new LayerVersion(
                                    call.account().value(),
                                    call.region().value(),
                                    layer.name(),
                                    layers.nextNumber(transaction, layer),
                                    orElse(input.description(), ""),
                                    Configurations.modified(call.time()),
                                    input.compatibleRuntimes(),
                                    input.compatibleArchitectures(),
                                    input.licenseInfo(),
                                    upload.code(),
                                    List.of(),
                                    null);
                    layers.put(transaction, version);
                    functions
                            .code()
                            .put(transaction, upload.code().id(), upload.zip(), version.arn());
                    return version;
                });
        return PublishLayerVersionResponse.builder()
                .content(content(published))
                .layerArn(layer.layerArn())
                .layerVersionArn(published.arn())
                .description(published.description())
                .createdDate(published.created())
                .version(published.number())
                .compatibleRuntimes(published.runtimes())
                .licenseInfo(published.licenseInfo())
                .compatibleArchitectures(published.architectures())
                .build();
    }

    private LayerVersionContentOutput content(LayerVersion version) {
        return LayerVersionContentOutput.builder()
                .location(codeLocation.apply(version.code()))
                .codeSha256(version.code().sha256())
                .codeSize(version.code().bytes())
                .build();
    }

    private GetLayerVersionResponse getByArn(GetLayerVersionByArnRequest input, Call call) {
        return get(LayerReference.ofVersion(input.arn()).orElseThrow(LayerOperations::missing));
    }

    private GetLayerVersionResponse get(LayerReference reference) {
        LayerVersion version =
                functions
                        .read(reader -> layers.find(reader, reference))
                        .orElseThrow(LayerOperations::missing);
        return GetLayerVersionResponse.builder()
                .content(content(version))
                .layerArn(reference.layerArn())
                .layerVersionArn(version.arn())
                .description(version.description())
                .createdDate(version.created())
                .version(version.number())
                .compatibleRuntimes(version.runtimes())
                .licenseInfo(version.licenseInfo())
                .compatibleArchitectures(version.architectures())
                .build();
    }

    private static RuntimeException missing() {
        return LambdaErrors.resourceNotFoundException("The resource you requested does not exist.");
    }

    /**
     * Deletes a version, if it exists. Functions that use it keep its files, until the last of them
     * is changed or deleted.
     */
    private Unit delete(DeleteLayerVersionRequest input, Call call) {
        LayerReference reference = reference(input, call);
        return functions.transact(transaction -> {
            layers.find(transaction, reference)
                    .ifPresent(version -> {
                        layers.delete(transaction, version);
                        String code = version.code().id();
                        functions.code().release(transaction, code, version.arn());
                        transaction.afterCommit(() -> cache.forget(code));
                    });
            return Unit.INSTANCE;
        });
    }

    private ListLayerVersionsResponse listVersions(ListLayerVersionsRequest input, Call call) {
        LayerReference layer = LayerReference.of(input.layerName(), call.scope());
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<Long> below = Markers.number(input.marker());
        Predicate<LayerVersion> wanted =
                v -> v.matches(input.compatibleRuntime(), input.compatibleArchitecture());
        Markers.Page<LayerVersion> page =
                Markers.Page.of(
                        functions.read(reader -> matching(reader, layer, wanted, below, limit + 1)),
                        limit,
                        version -> Long.toString(version.number()));
        return ListLayerVersionsResponse.builder()
                .layerVersions(page.items().stream().map(LayerOperations::item).toList())
                .nextMarker(page.next())
                .build();
    }

    private List<LayerVersion> matching(
            Reader reader,
            LayerReference layer,
            Predicate<LayerVersion> wanted,
            Optional<Long> first,
            int limit) {
        List<LayerVersion> matching = new ArrayList<>();
        Optional<Long> below = first;
        while (true) {
            List<LayerVersion> page = layers.versions(reader, layer, below, PAGE_MAX);
            page.stream().filter(wanted).limit(limit - matching.size()).forEach(matching::add);
            if (page.size() < PAGE_MAX || matching.size() == limit) {
                return matching;
            }
            below = Optional.of(page.getLast().number());
        }
    }

    private ListLayersResponse list(ListLayersRequest input, Call call) {
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Predicate<LayerVersion> wanted =
                v -> v.matches(input.compatibleRuntime(), input.compatibleArchitecture());
        Optional<String> first = Markers.decode(input.marker());
        Markers.Page<LayerVersion> page =
                Markers.Page.of(
                        functions.read(reader -> newest(reader, call, wanted, first, limit + 1)),
                        limit,
                        LayerVersion::name);
        return ListLayersResponse.builder()
                .layers(
                        page.items().stream()
                                .map(version ->
                                        LayersListItem.builder()
                                                .layerName(version.name())
                                                .layerArn(version.reference().layerArn())
                                                .latestMatchingVersion(item(version))
                                                .build())
                                .toList())
                .nextMarker(page.next())
                .build();
    }

    /** The newest matching version of each layer that has one. */
    private List<LayerVersion> newest(
            Reader reader,
            Call call,
            Predicate<LayerVersion> wanted,
            Optional<String> first,
            int limit) {
        List<LayerVersion> newest = new ArrayList<>();
        Optional<String> after = first;
        while (true) {
            List<String> names = layers.names(reader, call.scope(), after, PAGE_MAX);
            for (String name : names) {
                if (newest.size() == limit) {
                    return newest;
                }
                LayerReference layer = LayerReference.of(name, call.scope());
                newest.addAll(matching(reader, layer, wanted, Optional.empty(), 1));
            }
            if (names.size() < PAGE_MAX) {
                return newest;
            }
            after = Optional.of(names.getLast());
        }
    }

    private static LayerVersionsListItem item(LayerVersion version) {
        return LayerVersionsListItem.builder()
                .layerVersionArn(version.arn())
                .version(version.number())
                .description(version.description())
                .createdDate(version.created())
                .compatibleRuntimes(version.runtimes())
                .licenseInfo(version.licenseInfo())
                .compatibleArchitectures(version.architectures())
                .build();
    }
}
