package brume.services.s3.op;

import brume.base.Clock;
import brume.services.s3.store.BucketStore;
import brume.services.s3.store.Contents;
import brume.services.s3.store.ObjectStore;
import brume.services.s3.store.UploadStore;
import brume.spi.Operation;
import brume.store.Store;
import java.util.List;
import java.util.stream.Stream;

/** Every operation that is built, by what it is about. */
public final class Operations {

    private Operations() {}

    /** The operations on the data in {@code store}. */
    public static List<Operation<?, ?>> of(Store store, Clock clock) {
        BucketStore buckets = new BucketStore(store);
        ObjectStore objects = new ObjectStore(store.blobs());
        Contents contents = new Contents(store.blobs());
        Access access = new Access(buckets);
        Reading reading = new Reading(buckets, objects, contents, access);
        Writing writing = new Writing(buckets, objects, store.blobs(), access, clock);
        CopySources sources = new CopySources(reading, access);
        UploadStore uploads = new UploadStore(store.blobs());
        BucketSettings settings = new BucketSettings(buckets, access);
        return Stream.of(
                        new Buckets(buckets, objects, uploads, access, clock).all(),
                        new Policies(buckets, access).all(),
                        writing.all(),
                        reading.all(),
                        new Copying(contents, store.blobs(), sources, writing, access).all(),
                        new Deleting(buckets, objects, access, clock).all(),
                        new Lists(buckets, access).all(),
                        new Versions(buckets, access).all(),
                        new Attributes(buckets, reading, access).all(),
                        new Uploads(buckets, uploads, access, clock).all(),
                        new Parts(buckets, uploads, contents, store.blobs(), sources, access, clock)
                                .all(),
                        new Completion(uploads, writing, access, clock).all(),
                        new UploadLists(buckets, uploads, access).all(),
                        settings.all(),
                        new BucketTags(buckets, objects, settings, reading, access).all(),
                        new Defaults(buckets, reading, access).all())
                .<Operation<?, ?>>flatMap(List::stream)
                .toList();
    }
}
