package brume.services.lambda.worker;

import brume.sandbox.Sandbox;
import java.time.Instant;

/**
 * An execution environment in the pool.
 *
 * @param functionArn without the version
 * @param environmentId the state of the function that it was made for
 * @param renewAt when its credentials are old enough to be replaced
 * @param provisioned whether it is kept also while it is idle
 */
record Environment(
        String functionArn,
        String version,
        String environmentId,
        Sandbox sandbox,
        FunctionLog log,
        Instant renewAt,
        boolean provisioned) {

    String qualifiedArn() {
        return functionArn + ':' + version;
    }
}
