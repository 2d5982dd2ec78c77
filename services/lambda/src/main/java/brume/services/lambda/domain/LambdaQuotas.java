package brume.services.lambda.domain;

import brume.spi.Quota;
import java.util.List;

/** Lambda's limits. */
public final class LambdaQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";

    public static final Quota CONCURRENT_EXECUTIONS = quota("Concurrent executions", 1000);
    public static final Quota UNRESERVED_CONCURRENCY_MIN =
            quota("Minimum unreserved concurrency", 100);
    public static final Quota CODE_STORAGE_BYTES = quota("Function and layer storage", 75L << 30);
    public static final Quota ZIPPED_BYTES = quota("Deployment package, zipped", 52_428_800);
    public static final Quota UNZIPPED_BYTES = quota("Deployment package, unzipped", 262_144_000);
    public static final Quota SYNCHRONOUS_PAYLOAD_BYTES =
            quota("Invocation payload, synchronous", 6_291_456);
    public static final Quota ASYNCHRONOUS_PAYLOAD_BYTES =
            quota("Invocation payload, asynchronous", 1_048_576);
    public static final Quota LAYERS = quota("Function layers", 5);
    public static final Quota ENVIRONMENT_BYTES = quota("Environment variables", 4096);
    public static final Quota POLICY_BYTES = quota("Function resource-based policy", 20_480);
    public static final Quota TAGS_PER_FUNCTION = quota("Tags per resource", 50);
    public static final Quota ASYNCHRONOUS_AGE_SECONDS = quota("Maximum event age", 21_600);
    public static final Quota ASYNCHRONOUS_RETRIES = quota("Asynchronous retry attempts", 2);

    private LambdaQuotas() {}

    public static List<Quota> all() {
        return List.of(
                CONCURRENT_EXECUTIONS,
                UNRESERVED_CONCURRENCY_MIN,
                CODE_STORAGE_BYTES,
                ZIPPED_BYTES,
                UNZIPPED_BYTES,
                SYNCHRONOUS_PAYLOAD_BYTES,
                ASYNCHRONOUS_PAYLOAD_BYTES,
                LAYERS,
                ENVIRONMENT_BYTES,
                POLICY_BYTES,
                TAGS_PER_FUNCTION,
                ASYNCHRONOUS_AGE_SECONDS,
                ASYNCHRONOUS_RETRIES);
    }

    private static Quota quota(String name, long value) {
        return new Quota(name, value, SOURCE);
    }
}
