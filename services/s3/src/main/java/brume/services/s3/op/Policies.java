package brume.services.s3.op;

import brume.api.s3.DeleteBucketPolicyRequest;
import brume.api.s3.GetBucketPolicyOutput;
import brume.api.s3.GetBucketPolicyRequest;
import brume.api.s3.NoSuchBucketPolicy;
import brume.api.s3.PutBucketPolicyRequest;
import brume.api.s3.S3Api;
import brume.api.s3.S3Errors;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.PublicAccess;
import brume.services.s3.domain.S3Quotas;
import brume.services.s3.store.BucketStore;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.Documents;
import brume.wire.Unit;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The policies of buckets. */
final class Policies {

    private final BucketStore buckets;
    private final Access access;

    Policies(BucketStore buckets, Access access) {
        this.buckets = buckets;
        this.access = access;
    }

    List<Operation<?, ?>> all() {
        return List.of(
                access.onBucket(S3Api.PUT_BUCKET_POLICY, "PutBucketPolicy", this::put),
                access.onBucket(S3Api.GET_BUCKET_POLICY, "GetBucketPolicy", Policies::get),
                access.onBucket(S3Api.DELETE_BUCKET_POLICY, "DeleteBucketPolicy", this::delete));
    }

    private Unit put(PutBucketPolicyRequest input, Bucket known, Call call) {
        String text = input.policy() == null ? "" : input.policy();
        if (text.getBytes(StandardCharsets.UTF_8).length > S3Quotas.POLICY_BYTES.value()) {
            throw S3Errors.malformedPolicy("Policies must not exceed 20 KB");
        }
        check(known, text);
        if (PublicAccess.blocksPublicPolicy(known) && PublicAccess.isPublic(text)) {
            throw S3Errors.accessDenied(
                    "User: "
                            + call.principal().arn()
                            + " is not authorized to perform: s3:PutBucketPolicy on resource: \""
                            + known.arn()
                            + "\" because public policies are blocked by the BlockPublicPolicy"
                            + " block public access setting.");
        }
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            buckets.put(transaction, bucket.with(Bucket.Setting.POLICY, text));
            return Unit.INSTANCE;
        });
    }

    private static void check(Bucket bucket, String text) {
        try {
            if (!text.startsWith("{")) {
                throw S3Errors.malformedPolicy(
                        "Policies must be valid JSON and the first byte must be '{'");
            }
            PolicyDocument.parse(text, PolicyKind.RESOURCE);
            JsonNode statements = Documents.parse(text).path("Statement");
            for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
                checkResources(bucket, statement.path("Resource"));
            }
        } catch (MalformedPolicyException e) {
            throw S3Errors.malformedPolicy(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw S3Errors.malformedPolicy(
                    "Policies must be valid JSON and the first byte must be '{'");
        }
    }

    /** A bucket's policy speaks of the bucket and its objects only. */
    private static void checkResources(Bucket bucket, JsonNode resources) {
        for (JsonNode resource : resources.isArray() ? resources : List.of(resources)) {
            String arn = resource.asText();
            boolean own = arn.equals(bucket.arn()) || arn.startsWith(bucket.arn() + '/');
            if (!resource.isMissingNode() && !own && !arn.equals("*") && !arn.contains("*")) {
                throw S3Errors.malformedPolicy("Policy has invalid resource");
            }
        }
    }

    private static GetBucketPolicyOutput get(
            GetBucketPolicyRequest input, Bucket bucket, Call call) {
        return GetBucketPolicyOutput.builder()
                .policy(
                        bucket.policy()
                                .orElseThrow(() ->
                                        S3Errors.noSuchBucketPolicy(
                                                "The bucket policy does not exist",
                                                NoSuchBucketPolicy.builder()
                                                        .bucketName(bucket.name())
                                                        .build())))
                .build();
    }

    private Unit delete(DeleteBucketPolicyRequest input, Bucket known, Call call) {
        return buckets.transact(transaction -> {
            Bucket bucket = buckets.again(transaction, known);
            buckets.put(transaction, bucket.without(Bucket.Setting.POLICY));
            return Unit.INSTANCE;
        });
    }
}
