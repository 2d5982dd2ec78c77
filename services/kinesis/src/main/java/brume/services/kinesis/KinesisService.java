package brume.services.kinesis;

import brume.api.kinesis.KinesisApi;
import brume.spi.Operation;
import brume.spi.Service;
import brume.spi.ServiceContext;
import brume.wire.ServiceModel;
import java.util.List;

/** Kinesis Data Streams: shards and ordered records. */
public final class KinesisService implements Service {

    private final List<Operation<?, ?>> operations;

    public KinesisService(ServiceContext context) {
        operations = List.of();
    }

    @Override
    public ServiceModel model() {
        return KinesisApi.MODEL;
    }

    @Override
    public List<Operation<?, ?>> operations() {
        return operations;
    }
}
