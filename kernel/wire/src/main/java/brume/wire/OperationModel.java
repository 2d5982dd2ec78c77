package brume.wire;

import java.util.function.Supplier;

/**
 * One operation with its types.
 *
 * @param service supplier, because the service's class lists its operations
 * @param uriPattern of the REST protocols, such as {@code /2015-03-31/functions/{FunctionName}}
 * @param successStatus HTTP status of a success
 */
public record OperationModel<I extends Shape, O extends Shape>(
        Supplier<ServiceModel> owner,
        String name,
        String httpMethod,
        String uriPattern,
        int successStatus,
        StructSchema<I> input,
        StructSchema<O> output,
        String resultWrapper) {

    public ServiceModel service() {
        return owner.get();
    }

    /** The IAM action, for example {@code dynamodb:PutItem}. */
    public String action() {
        return service().actionPrefix() + ':' + name;
    }
}
