package brume.services.lambda.op;

import static brume.services.lambda.op.CreateFunction.orElse;

import brume.api.lambda.AliasConfiguration;
import brume.api.lambda.AliasRoutingConfiguration;
import brume.api.lambda.CreateAliasRequest;
import brume.api.lambda.DeleteAliasRequest;
import brume.api.lambda.GetAliasRequest;
import brume.api.lambda.LambdaApi;
import brume.api.lambda.LambdaErrors;
import brume.api.lambda.ListAliasesRequest;
import brume.api.lambda.ListAliasesResponse;
import brume.api.lambda.UpdateAliasRequest;
import brume.base.Ids;
import brume.services.lambda.domain.Alias;
import brume.services.lambda.domain.FunctionReference;
import brume.services.lambda.store.AliasStore;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Operation;
import brume.store.Reader;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations on aliases. */
public final class AliasOperations {

    private static final int PAGE_MAX = 50;

    private final FunctionStore functions;
    private final AliasStore aliases;

    public AliasOperations(FunctionStore functions) {
        this.functions = functions;
        this.aliases = functions.aliases();
    }

    public List<Operation<?, ?>> all() {
        return List.of(
                FunctionOperations.on(
                        LambdaApi.CREATE_ALIAS,
                        CreateAliasRequest::functionName,
                        input -> null,
                        this::create),
                FunctionOperations.on(
                        LambdaApi.GET_ALIAS,
                        GetAliasRequest::functionName,
                        input -> null,
                        this::get),
                FunctionOperations.on(
                        LambdaApi.UPDATE_ALIAS,
                        UpdateAliasRequest::functionName,
                        input -> null,
                        this::update),
                FunctionOperations.on(
                        LambdaApi.DELETE_ALIAS,
                        DeleteAliasRequest::functionName,
                        input -> null,
                        this::delete),
                FunctionOperations.on(
                        LambdaApi.LIST_ALIASES,
                        ListAliasesRequest::functionName,
                        input -> null,
                        this::list));
    }

    private AliasConfiguration create(CreateAliasRequest input, FunctionReference function) {
        FunctionReference reference = function.withQualifier(input.name());
        Map<String, Double> weights = weights(input.routingConfig());
        Alias created =
                new Alias(
                        reference.scope().account().value(),
                        reference.scope().region().value(),
                        reference.name(),
                        input.name(),
                        orElse(input.description(), ""),
                        input.functionVersion(),
                        weights,
                        Ids.uuid(),
                        List.of(),
                        null);
        return functions.transact(transaction -> {
            checkTargets(transaction, created);
            if (aliases.find(transaction, reference).isPresent()) {
                throw LambdaErrors.resourceConflictException(
                        "Alias already exists: " + created.arn());
            }
            aliases.put(transaction, created);
            return configuration(created);
        });
    }

    private static Map<String, Double> weights(@Nullable AliasRoutingConfiguration routing) {
        if (routing == null || routing.additionalVersionWeights() == null) {
            return Map.of();
        }
        return Map.copyOf(routing.additionalVersionWeights());
    }

    /** The versions that an alias leads to exist, and can be combined. */
    private void checkTargets(Reader reader, Alias alias) {
        if (alias.weights().size() > 1) {
            throw LambdaErrors.invalidParameterValueException(
                    "Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
        checkExists(reader, alias, alias.version());
        for (String other : alias.weights().keySet()) {
            if (other.equals(alias.version())) {
                throw LambdaErrors.invalidParameterValueException(
                        "Invalid function version "
                                + other
                                + ". Function version "
                                + other
                                + " is already included in routing configuration.");
            }
            if (alias.version().equals(FunctionReference.LATEST)) {
                throw LambdaErrors.invalidParameterValueException(
                        "$LATEST is not supported for an alias pointing to more than 1 version");
            }
            checkExists(reader, alias, other);
        }
    }

    private void checkExists(Reader reader, Alias alias, String version) {
        var ignored = functions.get(reader, alias.reference().withQualifier(version));
    }

    private AliasConfiguration get(GetAliasRequest input, FunctionReference function) {
        FunctionReference reference = function.withQualifier(input.name());
        return functions
                .read(reader -> aliases.find(reader, reference))
                .map(AliasOperations::configuration)
                .orElseThrow(() ->
                        LambdaErrors.resourceNotFoundException(
                                "Cannot find alias arn: " + reference.qualifiedArn()));
    }

    private AliasConfiguration update(UpdateAliasRequest input, FunctionReference function) {
        FunctionReference reference = function.withQualifier(input.name());
        return functions.transact(transaction -> {
            Alias present =
                    aliases.find(transaction, reference)
                            .orElseThrow(() ->
                                    LambdaErrors.resourceNotFoundException(
                                            "Alias not found: " + reference.qualifiedArn()));
            Checks.revision(input.revisionId(), present.revisionId());
            Alias changed =
                    present.with(
                            orElse(input.description(), present.description()),
                            orElse(input.functionVersion(), present.version()),
                            input.routingConfig() == null
                                    ? present.weights()
                                    : weights(input.routingConfig()),
                            Ids.uuid());
            checkTargets(transaction, changed);
            aliases.put(transaction, changed);
            return configuration(changed);
        });
    }

    /** Deleting an alias that does not exist succeeds, as on AWS. */
    private Unit delete(DeleteAliasRequest input, FunctionReference function) {
        return functions.transact(transaction -> {
            aliases.delete(transaction, function.withQualifier(input.name()));
            functions.urls().delete(transaction, function.withQualifier(input.name()));
            functions.eventInvokes().delete(transaction, function.withQualifier(input.name()));
            functions.provisioned().delete(transaction, function.withQualifier(input.name()));
            return Unit.INSTANCE;
        });
    }

    private ListAliasesResponse list(ListAliasesRequest input, FunctionReference function) {
        var ignored = functions.get(function.unqualified());
        int limit = Markers.limit(input.maxItems(), PAGE_MAX);
        Optional<String> after = Markers.decode(input.marker());
        Markers.Page<Alias> page =
                Markers.Page.of(
                        functions.read(reader ->
                                matching(
                                        reader,
                                        function,
                                        input.functionVersion(),
                                        after,
                                        limit + 1)),
                        limit,
                        Alias::name);
        return ListAliasesResponse.builder()
                .aliases(page.items().stream().map(AliasOperations::configuration).toList())
                .nextMarker(page.next())
                .build();
    }

    /** At most {@code limit} aliases, only those that lead to {@code version} if there is one. */
    private List<Alias> matching(
            Reader reader,
            FunctionReference function,
            @Nullable String version,
            Optional<String> first,
            int limit) {
        List<Alias> matching = new ArrayList<>();
        Optional<String> after = first;
        while (true) {
            List<Alias> page =
                    aliases.list(reader, function.scope(), function.name(), after, limit);
            page.stream()
                    .filter(alias -> version == null || alias.leadsTo(version))
                    .limit(limit - matching.size())
                    .forEach(matching::add);
            if (page.size() < limit || matching.size() == limit) {
                return matching;
            }
            after = Optional.of(page.getLast().name());
        }
    }

    private static AliasConfiguration configuration(Alias alias) {
        return AliasConfiguration.builder()
                .aliasArn(alias.arn())
                .name(alias.name())
                .functionVersion(alias.version())
                .description(alias.description())
                .routingConfig(
                        alias.weights().isEmpty()
                                ? null
                                : AliasRoutingConfiguration.builder()
                                        .additionalVersionWeights(alias.weights())
                                        .build())
                .revisionId(alias.revisionId())
                .build();
    }
}
