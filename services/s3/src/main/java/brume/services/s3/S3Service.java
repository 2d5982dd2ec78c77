package brume.services.s3;

import brume.api.s3.S3Api;
import brume.services.s3.op.Operations;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** S3: buckets and objects. */
public final class S3Service implements Service {

    private final List<Operation<?, ?>> operations;

    public S3Service(ServiceContext context) {
        operations = Operations.of(context.store(), context.clock());
    }

    @Override
    public ServiceModel model() {
        return S3Api.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}
