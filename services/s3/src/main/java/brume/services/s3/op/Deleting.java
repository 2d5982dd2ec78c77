package brume.services.s3.op;

import brume.api.s3.DeleteObjectOutput;
import brume.api.s3.DeleteObjectRequest;
import brume.api.s3.DeleteObjectsOutput;
import brume.api.s3.DeleteObjectsRequest;
import brume.api.s3.DeletedObject;
import brume.api.s3.ErrorShape;
import brume.api.s3.ObjectIdentifier;
import brume.api.s3.S3Api;
import brume.base.Clock;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Preconditions;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.domain.StoredObject;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.ObjectStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.spi.Permission;
import brume.spi.Prepared;
import brume.store.Transaction;
import brume.wire.OperationModel;
import brume.wire.ServiceException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Deleting objects and versions. */
final class Deleting {

    private final BucketStore buckets;
    private final ObjectStore objects;
    private final Access access;
    private final Clock clock;

    Deleting(BucketStore buckets, ObjectStore objects, Access access, Clock clock) {
        this.buckets = buckets;
        this.objects = objects;
        this.access = access;
        this.clock = clock;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.on(
                        S3Api.DELETE_OBJECT,
                        (input, bucket) ->
                                List.of(
                                        permission(
                                                bucket,
                                                Fields.require(input, "Key"),
                                                input.versionId())),
                        this::deleteOne),
                new DeleteMany());
    }

    private static Permission permission(Bucket bucket, String key, @Nullable String versionId) {
        return versionId == null
                ? Access.permission(bucket, "DeleteObject", key)
                : Access.permission(bucket, "DeleteObjectVersion", key, versionId);
    }

    /** What became of a request to delete: the version that went, or the marker that came. */
    private record Outcome(@Nullable String versionId, boolean marker) {}

    private DeleteObjectOutput deleteOne(DeleteObjectRequest input, Bucket known, Call call) {
        String key = Fields.require(input, "Key");
        Description.checkKey(key);
        if (input.mfa() != null
                || input.ifMatchLastModifiedTime() != null
                || input.ifMatchSize() != null) {
            throw Faults.notImplemented("MFA delete and the conditions of directory buckets");
        }
        Outcome outcome =
                buckets.transact(transaction -> {
                    Bucket bucket = buckets.again(transaction, known);
                    checkMatch(transaction, bucket, key, input.ifMatch());
                    return delete(transaction, bucket, key, input.versionId());
                });
        return DeleteObjectOutput.builder()
                .versionId(outcome.versionId)
                .deleteMarker(outcome.marker ? true : null)
                .build();
    }

    private void checkMatch(
            Transaction transaction, Bucket bucket, String key, @Nullable String ifMatch) {
        if (ifMatch == null) {
            return;
        }
        StoredObject object =
                objects.find(transaction, bucket, key).orElseThrow(() -> Faults.noSuchKey(key));
        if (!Preconditions.matches(ifMatch, object.etag())) {
            throw Faults.preconditionFailed("If-Match");
        }
    }

    private Outcome delete(
            Transaction transaction, Bucket bucket, String key, @Nullable String versionId) {
        if (versionId == null) {
            return objects.delete(transaction, bucket, key, clock.now())
                    .map(marker -> new Outcome(marker.versionId(), true))
                    .orElseGet(() -> new Outcome(null, false));
        }
        Optional<StoredObject> version = objects.find(transaction, bucket, key, versionId);
        version.ifPresent(found -> objects.deleteVersion(transaction, bucket, found, clock.now()));
        return new Outcome(versionId, version.filter(StoredObject::deleteMarker).isPresent());
    }

    /** Deletes each key for itself: what one of them may not do is told of that one. */
    private final class DeleteMany implements Operation<DeleteObjectsRequest, DeleteObjectsOutput> {

        @Override
        public OperationModel<DeleteObjectsRequest, DeleteObjectsOutput> model() {
            return S3Api.DELETE_OBJECTS;
        }

        @Override
        public DeleteObjectsOutput handle(DeleteObjectsRequest input, Call call) {
            return prepare(input, call).handle();
        }

        @Override
        public List<Permission> permissions(DeleteObjectsRequest input, Call call) {
            return prepare(input, call).permissions();
        }

        @Override
        public Prepared<DeleteObjectsOutput> prepare(DeleteObjectsRequest input, Call call) {
            return new Several(access.bucket(input), input);
        }
    }

    private final class Several implements Prepared<DeleteObjectsOutput> {
        private final Bucket bucket;
        private final List<ObjectIdentifier> wanted;
        private final boolean quiet;
        private final List<Permission> permissions = new ArrayList<>();
        private final Set<Permission> refused = new HashSet<>();

        Several(Bucket bucket, DeleteObjectsRequest input) {
            this.bucket = bucket;
            if (input.delete() == null
                    || input.delete().objects() == null
                    || input.delete().objects().isEmpty()
                    || input.delete().objects().size() > S3Quotas.DELETED_AT_ONCE.value()) {
                throw Faults.malformedXml();
            }
            if (input.mfa() != null) {
                throw Faults.notImplemented("MFA delete");
            }
            this.wanted = input.delete().objects();
            this.quiet = Boolean.TRUE.equals(input.delete().quiet());
            for (ObjectIdentifier object : wanted) {
                if (object.key() == null || object.key().isEmpty()) {
                    throw Faults.malformedXml();
                }
                if (object.lastModifiedTime() != null || object.size() != null) {
                    throw Faults.notImplemented("the conditions of directory buckets");
                }
                permissions.add(permission(bucket, object.key(), object.versionId()));
            }
        }

        @Override
        public List<Permission> permissions() {
            return permissions;
        }

        @Override
        public boolean goesOnWithout(Permission permission, String reason) {
            refused.add(permission);
            return true;
        }

        @Override
        public DeleteObjectsOutput handle() {
            List<DeletedObject> deleted = new ArrayList<>();
            List<ErrorShape> errors = new ArrayList<>();
            buckets.transact(transaction -> {
                deleted.clear();
                errors.clear();
                Bucket now = buckets.again(transaction, bucket);
                for (int i = 0; i < wanted.size(); i++) {
                    ObjectIdentifier object = wanted.get(i);
                    try {
                        if (refused.contains(permissions.get(i))) {
                            throw Faults.accessDenied();
                        }
                        checkMatch(transaction, now, object.key(), object.eTag());
                        deleted.add(
                                told(
                                        object,
                                        delete(
                                                transaction,
                                                now,
                                                object.key(),
                                                object.versionId())));
                    } catch (ServiceException e) {
                        errors.add(
                                ErrorShape.builder()
                                        .key(object.key())
                                        .versionId(object.versionId())
                                        .code(e.error().code())
                                        .message(e.getMessage())
                                        .build());
                    }
                }
                return deleted;
            });
            return DeleteObjectsOutput.builder()
                    .deleted(quiet ? null : deleted)
                    .errors(errors.isEmpty() ? null : errors)
                    .build();
        }
    }

    private static DeletedObject told(ObjectIdentifier wanted, Outcome outcome) {
        return DeletedObject.builder()
                .key(wanted.key())
                .versionId(wanted.versionId())
                .deleteMarker(outcome.marker ? true : null)
                .deleteMarkerVersionId(outcome.marker ? outcome.versionId : null)
                .build();
    }
}
