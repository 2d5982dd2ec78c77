package brume.services.iam.op;

import brume.api.iam.AddClientIDToOpenIDConnectProviderRequest;
import brume.api.iam.CreateOpenIDConnectProviderRequest;
import brume.api.iam.CreateOpenIDConnectProviderResponse;
import brume.api.iam.DeleteOpenIDConnectProviderRequest;
import brume.api.iam.GetOpenIDConnectProviderRequest;
import brume.api.iam.GetOpenIDConnectProviderResponse;
import brume.api.iam.IamApi;
import brume.api.iam.IamErrors;
import brume.api.iam.ListOpenIDConnectProviderTagsRequest;
import brume.api.iam.ListOpenIDConnectProviderTagsResponse;
import brume.api.iam.ListOpenIDConnectProvidersRequest;
import brume.api.iam.ListOpenIDConnectProvidersResponse;
import brume.api.iam.OpenIDConnectProviderListEntry;
import brume.api.iam.RemoveClientIDFromOpenIDConnectProviderRequest;
import brume.api.iam.Tag;
import brume.api.iam.TagOpenIDConnectProviderRequest;
import brume.api.iam.UntagOpenIDConnectProviderRequest;
import brume.api.iam.UpdateOpenIDConnectProviderThumbprintRequest;
import brume.base.AccountId;
import brume.base.Clock;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.domain.OpenIdConnectProvider;
import brume.services.iam.store.AccountStore;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.Page;
import brume.spi.Call;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;
import brume.wire.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Identity providers that speak OpenID Connect. */
public final class OpenIdConnectProviders {

    private static final String SCHEME = "https://";
    private static final String WORD = OpenIdConnectProvider.WORD;

    private final IamStore store;
    private final Clock clock;

    public OpenIdConnectProviders(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The ARN that a provider of this URL has. */
    public static String arn(AccountId account, String url) {
        String bare = url.startsWith(SCHEME) ? url.substring(SCHEME.length()) : url;
        return "arn:aws:iam::" + account + ':' + WORD + '/' + bare;
    }

    public CreateOpenIDConnectProviderResponse create(
            CreateOpenIDConnectProviderRequest input, Call call) {
        String url = input.url();
        int host = url.startsWith(SCHEME) ? SCHEME.length() : url.length();
        if (host == url.length() || url.charAt(host) == '/' || url.contains("?")) {
            throw CommonErrors.validation(IamApi.MODEL, "Invalid Open ID Connect Provider URL");
        }
        OpenIdConnectProvider provider =
                new OpenIdConnectProvider(
                        url.substring(host),
                        Checks.now(clock),
                        clientIds(input.clientIDList()),
                        thumbprints(input.thumbprintList()),
                        Checks.tags(input.tags()));
        store.transact(tx -> {
            if (find(tx, call.account(), provider.url()).isPresent()) {
                throw IamErrors.entityAlreadyExistsException(
                        "Provider with url " + url + " already exists.");
            }
            int count = list(tx, call.account()).size();
            Checks.quota(IamQuotas.OPEN_ID_CONNECT_PROVIDERS, count + 1L);
            put(tx, call.account(), provider);
            return provider;
        });
        return CreateOpenIDConnectProviderResponse.builder()
                .openIDConnectProviderArn(provider.arn(call.account()))
                .tags(input.tags())
                .build();
    }

    private static List<String> clientIds(@Nullable List<String> ids) {
        List<String> given = ids == null ? List.of() : ids;
        Checks.quota(IamQuotas.CLIENT_IDS_PER_PROVIDER, given.size());
        return List.copyOf(given);
    }

    private static List<String> thumbprints(@Nullable List<String> list) {
        List<String> given = list == null ? List.of() : list;
        if (given.size() > IamQuotas.THUMBPRINTS_PER_PROVIDER.value()) {
            throw IamErrors.invalidInputException(
                    "Thumbprint list must contain fewer than "
                            + IamQuotas.THUMBPRINTS_PER_PROVIDER.value()
                            + " entries.");
        }
        return List.copyOf(given);
    }

    public GetOpenIDConnectProviderResponse get(GetOpenIDConnectProviderRequest input, Call call) {
        OpenIdConnectProvider provider =
                store.read(reader -> get(reader, call, input.openIDConnectProviderArn()));
        return GetOpenIDConnectProviderResponse.builder()
                .url(provider.url())
                .clientIDList(provider.clientIds())
                .thumbprintList(provider.thumbprints())
                .createDate(provider.created())
                .tags(Shapes.tags(provider.tags()))
                .build();
    }

    public ListOpenIDConnectProvidersResponse list(
            ListOpenIDConnectProvidersRequest input, Call call) {
        List<OpenIDConnectProviderListEntry> entries =
                store.read(reader -> list(reader, call.account())).stream()
                        .map(provider ->
                                OpenIDConnectProviderListEntry.builder()
                                        .arn(provider.arn(call.account()))
                                        .build())
                        .toList();
        return ListOpenIDConnectProvidersResponse.builder()
                .openIDConnectProviderList(entries)
                .build();
    }

    public Unit updateThumbprints(UpdateOpenIDConnectProviderThumbprintRequest input, Call call) {
        List<String> changed = thumbprints(input.thumbprintList());
        return change(
                call,
                input.openIDConnectProviderArn(),
                provider -> provider.withThumbprints(changed));
    }

    public Unit addClientId(AddClientIDToOpenIDConnectProviderRequest input, Call call) {
        return change(
                call,
                input.openIDConnectProviderArn(),
                provider -> {
                    List<String> ids = new ArrayList<>(provider.clientIds());
                    if (!ids.contains(input.clientID())) {
                        ids.add(input.clientID());
                    }
                    return provider.withClientIds(clientIds(ids));
                });
    }

    public Unit removeClientId(RemoveClientIDFromOpenIDConnectProviderRequest input, Call call) {
        return change(
                call,
                input.openIDConnectProviderArn(),
                provider ->
                        provider.withClientIds(
                                provider.clientIds().stream()
                                        .filter(id -> !id.equals(input.clientID()))
                                        .toList()));
    }

    /** "This operation is idempotent; it does not fail" for a provider that does not exist. */
    public Unit delete(DeleteOpenIDConnectProviderRequest input, Call call) {
        return store.transact(tx -> {
            String url = url(input.openIDConnectProviderArn());
            AccountStore.delete(tx, call.account(), WORD, url);
            return Unit.INSTANCE;
        });
    }

    public Unit tag(TagOpenIDConnectProviderRequest input, Call call) {
        return change(
                call,
                input.openIDConnectProviderArn(),
                provider -> provider.withTags(Checks.merged(provider.tags(), input.tags())));
    }

    public Unit untag(UntagOpenIDConnectProviderRequest input, Call call) {
        return change(
                call,
                input.openIDConnectProviderArn(),
                provider -> provider.withTags(Checks.without(provider.tags(), input.tagKeys())));
    }

    public ListOpenIDConnectProviderTagsResponse listTags(
            ListOpenIDConnectProviderTagsRequest input, Call call) {
        OpenIdConnectProvider provider =
                store.read(reader -> get(reader, call, input.openIDConnectProviderArn()));
        Page<Tag> page =
                Page.of(
                        Shapes.tags(provider.tags()),
                        Tag::key,
                        new Page.Request(input.marker(), input.maxItems()));
        return ListOpenIDConnectProviderTagsResponse.builder()
                .tags(page.items())
                .isTruncated(page.truncated())
                .marker(page.marker())
                .build();
    }

    private Unit change(Call call, String arn, UnaryOperator<OpenIdConnectProvider> change) {
        return store.transact(tx -> {
            put(tx, call.account(), change.apply(get(tx, call, arn)));
            return Unit.INSTANCE;
        });
    }

    private static void put(Transaction tx, AccountId account, OpenIdConnectProvider provider) {
        AccountStore.put(tx, account, WORD, provider.url(), provider);
    }

    private static Optional<OpenIdConnectProvider> find(
            Reader reader, AccountId account, String url) {
        return AccountStore.find(reader, account, WORD, url, OpenIdConnectProvider.class);
    }

    private static List<OpenIdConnectProvider> list(Reader reader, AccountId account) {
        return AccountStore.list(reader, account, WORD, OpenIdConnectProvider.class);
    }

    private static OpenIdConnectProvider get(Reader reader, Call call, String arn) {
        return find(reader, call.account(), url(arn))
                .filter(provider -> provider.arn(call.account()).equals(arn))
                .orElseThrow(() -> missing(arn));
    }

    private static ServiceException missing(String arn) {
        return IamErrors.noSuchEntityException("OpenIDConnect Provider not found for arn " + arn);
    }

    private static String url(String arn) {
        return arn.substring(arn.indexOf('/') + 1);
    }
}
