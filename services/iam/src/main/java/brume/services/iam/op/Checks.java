package brume.services.iam.op;

import brume.api.iam.IamApi;
import brume.api.iam.IamErrors;
import brume.api.iam.Tag;
import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Clock;
import brume.base.Ids;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.IamQuotas;
import brume.services.iam.store.IamStore;
import brume.spi.Quota;
import brume.store.Reader;
import brume.wire.CommonErrors;
import brume.wire.Documents;
import brume.wire.ServiceException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules that several operations apply to their input, with IAM's texts. */
final class Checks {

    private Checks() {}

    /** IAM's dates have whole seconds. */
    static Instant now(Clock clock) {
        return clock.now().truncatedTo(ChronoUnit.SECONDS);
    }

    static String newId(EntityKind kind) {
        return kind.idPrefix() + Ids.upper(17);
    }

    static String path(@Nullable String path) {
        return path == null ? "/" : path;
    }

    /** The path prefix of a list request; without one, everything passes. */
    static boolean under(@Nullable String prefix, String path) {
        return prefix == null || path.startsWith(prefix);
    }

    static void policy(String document, PolicyKind kind) {
        try {
            if (kind == PolicyKind.TRUST && !isJson(document)) {
                throw new MalformedPolicyException("This policy contains invalid Json");
            }
            PolicyDocument.parse(document, kind);
        } catch (MalformedPolicyException e) {
            String reason = e.getMessage();
            throw IamErrors.malformedPolicyDocumentException(reason == null ? "" : reason);
        }
    }

    private static boolean isJson(String document) {
        try {
            Documents.parse(document);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Checks that a permissions boundary is a policy that exists.
     *
     * @throws ServiceException NoSuchEntity or ValidationError
     */
    static void boundary(
            IamStore store, Reader reader, AccountId account, @Nullable String policyArn) {
        if (policyArn == null) {
            return;
        }
        policyArn(policyArn);
        if (store.findPolicy(reader, account, policyArn).isEmpty()) {
            throw IamErrors.noSuchEntityException(
                    "Scope ARN: " + policyArn + " does not exist or is not attachable.");
        }
    }

    static void policyArn(String text) {
        if (Arn.find(text).filter(arn -> arn.service().equals("iam")).isEmpty()) {
            throw CommonErrors.validation(IamApi.MODEL, "Invalid ARN:  Could not be parsed!");
        }
    }

    static ServiceException quotaExceeded(Quota quota) {
        return IamErrors.limitExceededException(
                "Cannot exceed quota for " + quota.name() + ": " + quota.value());
    }

    static void quota(Quota quota, long wanted) {
        if (wanted > quota.value()) {
            throw quotaExceeded(quota);
        }
    }

    /** The tags of a new entity. */
    static SortedMap<String, String> tags(@Nullable List<Tag> tags) {
        return tags == null ? new TreeMap<>() : merged(new TreeMap<>(), tags);
    }

    /** {@code present} with {@code added}, whose keys replace those that differ only in case. */
    static SortedMap<String, String> merged(Map<String, String> present, List<Tag> added) {
        Set<String> keys = new HashSet<>();
        SortedMap<String, String> merged = new TreeMap<>(present);
        for (Tag tag : added) {
            if (!keys.add(tag.key().toLowerCase(Locale.ROOT))) {
                throw IamErrors.invalidInputException(
                        "Duplicate tag keys found. Please note that Tag keys are case"
                                + " insensitive.");
            }
            merged.keySet().removeIf(key -> key.equalsIgnoreCase(tag.key()));
            merged.put(tag.key(), tag.value());
        }
        quota(IamQuotas.TAGS_PER_ENTITY, merged.size());
        return merged;
    }

    static SortedMap<String, String> without(Map<String, String> present, Collection<String> keys) {
        SortedMap<String, String> left = new TreeMap<>(present);
        keys.forEach(key -> left.keySet().removeIf(key::equalsIgnoreCase));
        return left;
    }
}
