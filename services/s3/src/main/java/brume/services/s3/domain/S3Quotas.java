package brume.services.s3.domain;

import brume.spi.Quota;

/** S3's limits. */
public final class S3Quotas {

    private static final String OBJECTS =
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html";
    private static final String METADATA =
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html";
    private static final String MULTIPART =
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html";
    private static final String TAGS =
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html";
    private static final String BUCKETS =
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/BucketRestrictions.html";
    private static final String POLICIES =
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html";
    private static final String LISTS =
            "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html";
    private static final String DELETES =
            "https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html";

    public static final Quota KEY_BYTES = new Quota("Object key", 1_024, OBJECTS);
    public static final Quota METADATA_BYTES = new Quota("User metadata", 2_048, METADATA);
    public static final Quota PARTS = new Quota("Parts of an upload", 10_000, MULTIPART);
    public static final Quota PART_BYTES_MIN =
            new Quota("Part of an upload but the last, least size", 5_242_880, MULTIPART);
    public static final Quota OBJECT_TAGS = new Quota("Tags of an object", 10, TAGS);
    public static final Quota BUCKET_TAGS = new Quota("Tags of a bucket", 50, TAGS);
    public static final Quota BUCKETS_PER_ACCOUNT = new Quota("Buckets", 10_000, BUCKETS);
    public static final Quota POLICY_BYTES = new Quota("Bucket policy", 20_480, POLICIES);
    public static final Quota LISTED = new Quota("Entries of a list", 1_000, LISTS);
    public static final Quota DELETED_AT_ONCE = new Quota("Keys of DeleteObjects", 1_000, DELETES);

    private S3Quotas() {}
}
