package brume.wire;

import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * One operation with its types. The schemas are looked up when they are first asked for, so that a
 * service's list of operations does not load the classes of all of them.
 */
public final class OperationModel<I extends Shape, O extends Shape> {

    private final Supplier<ServiceModel> owner;
    private final String name;
    private final String httpMethod;
    private final String uriPattern;
    private final int successStatus;
    private final Supplier<StructSchema<I>> input;
    private final Supplier<StructSchema<O>> output;
    private final String resultWrapper;

    private OperationModel(
            Supplier<ServiceModel> owner,
            ServiceModel.OperationName name,
            int successStatus,
            Supplier<StructSchema<I>> input,
            Supplier<StructSchema<O>> output,
            String resultWrapper) {
        this.owner = owner;
        this.name = name.name();
        this.httpMethod = name.httpMethod();
        this.uriPattern = name.uriPattern();
        this.successStatus = successStatus;
        this.input = input;
        this.output = output;
        this.resultWrapper = resultWrapper;
    }

    public OperationModel(
            Supplier<ServiceModel> owner,
            String name,
            String httpMethod,
            String uriPattern,
            int successStatus,
            StructSchema<I> input,
            StructSchema<O> output,
            String resultWrapper) {
        this(
                owner,
                new ServiceModel.OperationName(name, httpMethod, uriPattern),
                successStatus,
                () -> input,
                () -> output,
                resultWrapper);
    }

    /**
     * For generated code.
     *
     * @param schemas the structures of the service's inputs and outputs by number; those with the
     *     numbers {@code input} and {@code output} belong to records {@code I} and {@code O}
     */
    @SuppressWarnings("unchecked")
    public static <I extends Shape, O extends Shape> OperationModel<I, O> of(
            ServiceModel service,
            String name,
            int successStatus,
            IntFunction<StructSchema<?>> schemas,
            int input,
            int output,
            String resultWrapper) {
        return new OperationModel<>(
                () -> service,
                service.findOperation(name).orElseThrow(),
                successStatus,
                () -> (StructSchema<I>) schemas.apply(input),
                () -> (StructSchema<O>) schemas.apply(output),
                resultWrapper);
    }

    public ServiceModel service() {
        return owner.get();
    }

    public Supplier<ServiceModel> owner() {
        return owner;
    }

    public String name() {
        return name;
    }

    public String httpMethod() {
        return httpMethod;
    }

    /** Of the REST protocols, such as {@code /2015-03-31/functions/{FunctionName}}. */
    public String uriPattern() {
        return uriPattern;
    }

    /** HTTP status of a success. */
    public int successStatus() {
        return successStatus;
    }

    public StructSchema<I> input() {
        return input.get();
    }

    public StructSchema<O> output() {
        return output.get();
    }

    /** The element around the result in the awsQuery protocol, or empty. */
    public String resultWrapper() {
        return resultWrapper;
    }

    /** The IAM action, for example {@code dynamodb:PutItem}. */
    public String action() {
        return service().actionPrefix() + ':' + name;
    }

    @Override
    public String toString() {
        return action();
    }
}
