package brume.services.s3.op;

import brume.services.s3.domain.Bucket;
import brume.services.s3.store.BucketStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Prepared;
import brume.wire.OperationModel;
import brume.wire.Shape;
import java.util.List;
import java.util.Map;

/**
 * How requests name buckets and objects, and the permission that each operation asks for. Source:
 * Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3".
 */
final class Access {

    /** What an operation does with a bucket. */
    @FunctionalInterface
    interface Body<I, O> {
        O apply(I input, Bucket bucket, Call call);
    }

    /** What a request to a bucket needs. */
    @FunctionalInterface
    interface Needs<I> {
        List<Permission> of(I input, Bucket bucket);
    }

    private final BucketStore buckets;

    Access(BucketStore buckets) {
        this.buckets = buckets;
    }

    /** An operation on a bucket that needs the action of this name on it. */
    <I extends Shape, O extends Shape> Operation<I, O> onBucket(
            OperationModel<I, O> model, String action, Body<I, O> body) {
        return on(model, (input, bucket) -> List.of(permission(bucket, action)), body);
    }

    /** An operation on an object that needs the action of this name on it. */
    <I extends Shape, O extends Shape> Operation<I, O> onObject(
            OperationModel<I, O> model, String action, Body<I, O> body) {
        return on(
                model,
                (input, bucket) ->
                        List.of(permission(bucket, action, Fields.require(input, "Key"))),
                body);
    }

    <I extends Shape, O extends Shape> Operation<I, O> on(
            OperationModel<I, O> model, Needs<I> needs, Body<I, O> body) {
        return new OnBucket<>(model, needs, body);
    }

    /** An action on a bucket. */
    static Permission permission(Bucket bucket, String action) {
        return Permission.of("s3:" + action, bucket.arn())
                .withResourcePolicy(bucket.policy())
                .withResourceAccount(bucket.owner());
    }

    /** An action on an object. */
    static Permission permission(Bucket bucket, String action, String key) {
        return Permission.of("s3:" + action, bucket.arn(key))
                .withResourcePolicy(bucket.policy())
                .withResourceAccount(bucket.owner());
    }

    /** The condition keys of a request that names a version. */
    static Permission permission(Bucket bucket, String action, String key, String versionId) {
        return permission(bucket, action, key)
                .withContext(Map.of("s3:VersionId", List.of(versionId)));
    }

    /** The bucket that a request names, if it belongs to whom the request says. */
    Bucket bucket(Shape input) {
        Bucket bucket =
                buckets.read(reader -> buckets.get(reader, Fields.require(input, "Bucket")));
        checkOwner(bucket, input, "x-amz-expected-bucket-owner");
        return bucket;
    }

    /** A bucket by its name, if it belongs to whom the request says in {@code header}. */
    Bucket bucket(String name, Shape input, String header) {
        Bucket bucket = buckets.read(reader -> buckets.get(reader, name));
        checkOwner(bucket, input, header);
        return bucket;
    }

    private static void checkOwner(Bucket bucket, Shape input, String header) {
        Fields.text(input, header)
                .filter(expected -> !expected.equals(bucket.account()))
                .ifPresent(other -> {
                    throw Faults.accessDenied();
                });
    }

    private final class OnBucket<I extends Shape, O extends Shape> implements Operation<I, O> {
        private final OperationModel<I, O> model;
        private final Needs<I> needs;
        private final Body<I, O> body;

        OnBucket(OperationModel<I, O> model, Needs<I> needs, Body<I, O> body) {
            this.model = model;
            this.needs = needs;
            this.body = body;
        }

        @Override
        public OperationModel<I, O> model() {
            return model;
        }

        @Override
        public O handle(I input, Call call) {
            return prepare(input, call).handle();
        }

        @Override
        public List<Permission> permissions(I input, Call call) {
            return prepare(input, call).permissions();
        }

        @Override
        public Prepared<O> prepare(I input, Call call) {
            Bucket bucket = bucket(input);
            List<Permission> permissions = needs.of(input, bucket);
            return new Prepared<>() {
                @Override
                public List<Permission> permissions() {
                    return permissions;
                }

                @Override
                public O handle() {
                    return body.apply(input, bucket, call);
                }
            };
        }
    }
}
