package brume.services.ec2.op;

import brume.api.ec2.Ec2Api;
import brume.wire.CommonErrors;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Refusal of parameters that change behaviour and are not honoured. */
final class Unsupported {

    private Unsupported() {}

    /**
     * Refuses a parameter unless it is absent, empty or false.
     *
     * @throws brume.wire.ServiceException not implemented
     */
    static void refuse(String parameter, @Nullable Object value) {
        boolean absent =
                value == null
                        || Boolean.FALSE.equals(value)
                        || (value instanceof String text && text.isEmpty())
                        || (value instanceof Collection<?> all && all.isEmpty());
        if (!absent) {
            throw CommonErrors.notImplemented(Ec2Api.MODEL, "the parameter " + parameter);
        }
    }
}
