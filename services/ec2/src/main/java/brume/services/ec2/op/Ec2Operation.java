package brume.services.ec2.op;

import brume.api.ec2.Ec2Errors;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.wire.Member;
import brume.wire.Shape;
import java.util.List;

/**
 * An operation of EC2: every one of them has DryRun, which is answered when the caller has been
 * found to be permitted and before anything is done.
 */
public interface Ec2Operation<I extends Shape, O extends Shape> extends Operation<I, O> {

    /** Carries it out; DryRun is not set. */
    O perform(I input, Call call);

    @Override
    default O handle(I input, Call call) {
        for (Member member : input.schema().members()) {
            if (member.name().equals("DryRun")
                    && Boolean.TRUE.equals(input.member(member.index()))) {
                throw Ec2Errors.dryRunOperation(
                        "Request would have succeeded, but DryRun flag is set.");
            }
        }
        return perform(input, call);
    }

    /** By default the action on {@code *}, as the Describe operations have it. */
    @Override
    default List<Permission> permissions(I input, Call call) {
        return List.of(Access.any(model(), call));
    }
}
