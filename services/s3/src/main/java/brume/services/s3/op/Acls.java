package brume.services.s3.op;

import brume.api.s3.ObjectOwnership;
import brume.api.s3.S3Errors;
import brume.wire.ServiceException;
import brume.wire.Shape;
import java.util.List;

/**
 * Access control lists, which buckets have not used by default since April 2023: their objects are
 * the bucket owner's, and policies decide. Source: S3 User Guide, "Controlling ownership of objects
 * and disabling ACLs for your bucket".
 */
final class Acls {

    private static final List<String> GRANTS =
            List.of(
                    "x-amz-grant-full-control",
                    "x-amz-grant-read",
                    "x-amz-grant-read-acp",
                    "x-amz-grant-write",
                    "x-amz-grant-write-acp");

    private Acls() {}

    /** Refuses a request that makes a bucket and grants anything to anybody but its owner. */
    static void checkBucket(Shape input) {
        check(input, "private");
    }

    /**
     * Refuses a request that makes an object and says anything but that it is the bucket owner's.
     */
    static void checkObject(Shape input) {
        check(input, "bucket-owner-full-control");
    }

    private static void check(Shape input, String allowed) {
        String canned = Fields.text(input, "x-amz-acl").orElse(allowed);
        boolean granted = GRANTS.stream().anyMatch(name -> Fields.text(input, name).isPresent());
        if (granted || !canned.equals(allowed)) {
            throw notSupported();
        }
    }

    static ServiceException notSupported() {
        return S3Errors.accessControlListNotSupported("The bucket does not allow ACLs");
    }

    /** The ownership that a bucket may have. */
    static String ownership(String asked) {
        if (!ObjectOwnership.VALUES.contains(asked)) {
            throw Faults.malformedXml();
        }
        if (!asked.equals("BucketOwnerEnforced")) {
            throw Faults.notImplemented("the object ownership " + asked);
        }
        return asked;
    }
}
