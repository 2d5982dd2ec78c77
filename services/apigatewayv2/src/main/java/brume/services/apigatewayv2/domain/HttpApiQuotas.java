package brume.services.apigatewayv2.domain;

import brume.spi.Quota;

/** Every limit of HTTP APIs that we enforce. */
public final class HttpApiQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html";

    public static final int API_ID_LENGTH = 10;
    public static final int PART_ID_LENGTH = 7;
    public static final int DEPLOYMENT_ID_LENGTH = 6;

    public static final Quota APIS = new Quota("APIs per account per Region", 600, SOURCE);
    public static final Quota ROUTES = new Quota("Routes per API", 300, SOURCE);
    public static final Quota INTEGRATIONS = new Quota("Integrations per API", 300, SOURCE);
    public static final Quota STAGES = new Quota("Stages per API", 10, SOURCE);
    public static final Quota AUTHORIZERS = new Quota("Authorizers per API", 10, SOURCE);
    public static final Quota MODELS = new Quota("Models per API", 60, SOURCE);

    /** AWS documents no number; a guard. */
    public static final Quota INTEGRATION_RESPONSES =
            new Quota("Integration responses per integration", 100, SOURCE);

    public static final Quota SCOPES = new Quota("Authorization scopes per route", 10, SOURCE);
    public static final Quota AUDIENCES = new Quota("Audiences per authorizer", 50, SOURCE);
    public static final Quota TAGS = new Quota("Tags per resource", 50, SOURCE);
    public static final Quota PAYLOAD_BYTES = new Quota("Payload size", 10L * 1024 * 1024, SOURCE);
    public static final Quota INTEGRATION_MILLIS = new Quota("Integration timeout", 30_000, SOURCE);
    public static final Quota JWKS_BYTES =
            new Quota("Response size from JSON Web Key Set endpoint", 150_000, SOURCE);
    public static final Quota OIDC_BYTES =
            new Quota("Response size from OpenID Connect discovery endpoint", 150_000, SOURCE);
    public static final Quota OIDC_MILLIS =
            new Quota("Timeout for response from JWKS or discovery endpoint", 1_500, SOURCE);

    public static final Quota MAPPINGS =
            new Quota("Multi-level API mappings per domain", 200, SOURCE);

    /** AWS documents deployments without a number; a guard. */
    public static final Quota DEPLOYMENTS = new Quota("Deployments per API", 1_000, SOURCE);

    private HttpApiQuotas() {}
}
