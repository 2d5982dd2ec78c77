package brume.services.apigateway.domain;

import brume.spi.Quota;

/** Every limit of API Gateway that we enforce or report. */
public final class ApigatewayQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html";

    /** Characters of a REST API's id and of its root resource's id. */
    public static final int ID_LENGTH = 10;

    /** Characters of the other ids. */
    public static final int RESOURCE_ID_LENGTH = 6;

    public static final Quota RESOURCES_PER_API = new Quota("Resources per API", 300, SOURCE);
    public static final Quota STAGES_PER_API = new Quota("Stages per API", 10, SOURCE);
    public static final Quota MODELS_PER_API = new Quota("Models per API", 1_000, SOURCE);
    public static final Quota AUTHORIZERS_PER_API = new Quota("Authorizers per API", 10, SOURCE);
    public static final Quota API_KEYS =
            new Quota("API keys per account per Region", 10_000, SOURCE);
    public static final Quota USAGE_PLANS =
            new Quota("Usage plans per account per Region", 300, SOURCE);
    public static final Quota VPC_LINKS = new Quota("VPC links per account per Region", 20, SOURCE);
    public static final Quota DOMAIN_NAMES =
            new Quota("Custom domain names per account per Region", 120, SOURCE);
    public static final Quota BASE_PATH_MAPPINGS =
            new Quota("API mappings per domain name", 200, SOURCE);
    public static final Quota TAGS_PER_RESOURCE = new Quota("Tags per resource", 50, SOURCE);
    public static final Quota POLICY_BYTES = new Quota("Size of a resource policy", 8_192, SOURCE);
    public static final Quota PAYLOAD_BYTES = new Quota("Payload size", 10L * 1024 * 1024, SOURCE);
    public static final Quota INTEGRATION_MILLIS = new Quota("Integration timeout", 29_000, SOURCE);
    public static final Quota BURST_LIMIT = new Quota("Throttle burst per account", 5_000, SOURCE);
    public static final Quota RATE_LIMIT = new Quota("Throttle rate per account", 10_000, SOURCE);

    private ApigatewayQuotas() {}
}
