package brume.services.apigateway.store;

import brume.api.apigateway.Account;
import brume.api.apigateway.ApiKey;
import brume.api.apigateway.Authorizer;
import brume.api.apigateway.BasePathMapping;
import brume.api.apigateway.DocumentationPart;
import brume.api.apigateway.DocumentationVersion;
import brume.api.apigateway.DomainName;
import brume.api.apigateway.GatewayResponse;
import brume.api.apigateway.Model;
import brume.api.apigateway.RequestValidator;
import brume.api.apigateway.UsagePlan;
import brume.api.apigateway.UsagePlanKey;
import brume.api.apigateway.VpcLink;
import brume.services.apigateway.domain.ApiErrors;
import brume.wire.ServiceException;
import brume.wire.Shape;
import brume.wire.StructSchema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of thing that belongs to one REST API, to one usage plan or to the account, and stands in
 * a row of its own. Rows are found by their owner's id and their own.
 *
 * @param id the member that names one among the API's
 * @param missing the error for an id that is not there
 */
public record ApiPart<T extends Shape>(
        String kind,
        StructSchema<T> schema,
        Function<T, @Nullable String> id,
        Function<String, ServiceException> missing) {

    /** By their names, which are unique in an API. */
    public static final ApiPart<Model> MODEL =
            new ApiPart<>("model", Model.SCHEMA, Model::name, ApiErrors::modelNotFound);

    public static final ApiPart<RequestValidator> VALIDATOR =
            new ApiPart<>(
                    "validator",
                    RequestValidator.SCHEMA,
                    RequestValidator::id,
                    id -> ApiErrors.validatorNotFound());

    public static final ApiPart<Authorizer> AUTHORIZER =
            new ApiPart<>(
                    "authorizer",
                    Authorizer.SCHEMA,
                    Authorizer::id,
                    id -> ApiErrors.authorizerNotFound());

    /** By their types; those that are not defined have no row. */
    public static final ApiPart<GatewayResponse> GATEWAY_RESPONSE =
            new ApiPart<>(
                    "gatewayresponse",
                    GatewayResponse.SCHEMA,
                    GatewayResponse::responseType,
                    type -> ApiErrors.gatewayResponseNotFound());

    public static final ApiPart<DocumentationPart> DOCUMENTATION_PART =
            new ApiPart<>(
                    "documentationpart",
                    DocumentationPart.SCHEMA,
                    DocumentationPart::id,
                    id -> ApiErrors.documentationPartNotFound());

    /** By their names. */
    public static final ApiPart<DocumentationVersion> DOCUMENTATION_VERSION =
            new ApiPart<>(
                    "documentationversion",
                    DocumentationVersion.SCHEMA,
                    DocumentationVersion::version,
                    version -> ApiErrors.documentationVersionNotFound());

    /** The owner of what belongs to the account itself. */
    public static final String ACCOUNT = "account";

    /** Owned by the account. */
    public static final ApiPart<ApiKey> API_KEY =
            new ApiPart<>("apikey", ApiKey.SCHEMA, ApiKey::id, id -> ApiErrors.apiKeyNotFound());

    /** Owned by the account. */
    public static final ApiPart<UsagePlan> USAGE_PLAN =
            new ApiPart<>(
                    "plan", UsagePlan.SCHEMA, UsagePlan::id, id -> ApiErrors.usagePlanNotFound());

    /** Owned by a usage plan. */
    public static final ApiPart<UsagePlanKey> PLAN_KEY =
            new ApiPart<>(
                    "plankey",
                    UsagePlanKey.SCHEMA,
                    UsagePlanKey::id,
                    id -> ApiErrors.apiKeyNotFound());

    /** Owned by the account. */
    public static final ApiPart<VpcLink> VPC_LINK =
            new ApiPart<>(
                    "vpclink", VpcLink.SCHEMA, VpcLink::id, id -> ApiErrors.vpcLinkNotFound());

    /** Owned by the account, by its name. */
    public static final ApiPart<DomainName> DOMAIN_NAME =
            new ApiPart<>(
                    "domainname",
                    DomainName.SCHEMA,
                    DomainName::domainName,
                    name -> ApiErrors.domainNameNotFound());

    /** Owned by a domain name, by the base path. */
    public static final ApiPart<BasePathMapping> BASE_PATH_MAPPING =
            new ApiPart<>(
                    "basepath",
                    BasePathMapping.SCHEMA,
                    BasePathMapping::basePath,
                    path -> ApiErrors.basePathMappingNotFound());

    /** Owned by the account, which has one of them at most. */
    public static final ApiPart<Account> SETTINGS =
            new ApiPart<>(
                    "settings",
                    Account.SCHEMA,
                    settings -> ACCOUNT,
                    id -> ApiErrors.bad("no settings"));

    /** What goes with its API. */
    static final List<ApiPart<?>> OF_APIS =
            List.of(
                    MODEL,
                    VALIDATOR,
                    AUTHORIZER,
                    GATEWAY_RESPONSE,
                    DOCUMENTATION_PART,
                    DOCUMENTATION_VERSION);
}
