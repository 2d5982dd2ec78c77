package brume.services.states.op;

import brume.api.states.StatesErrors;
import brume.spi.Call;
import brume.wire.ServiceException;

/** What the tagging operations have in common. */
final class Tagging {

    private Tagging() {}

    /** The state machine that an ARN names; other resources and versions have no tags. */
    static String machineName(Call call, String arn) {
        return Arns.machineName(call, arn);
    }

    static ServiceException notFound(String arn) {
        return StatesErrors.resourceNotFound("Resource not found: '" + arn + "'");
    }
}
