package brume.services.sts.op;

import brume.api.sts.PolicyDescriptorType;
import brume.api.sts.StsApi;
import brume.api.sts.StsErrors;
import brume.api.sts.Tag;
import brume.base.AccountId;
import brume.base.Arn;
import brume.iam.MalformedPolicyException;
import brume.iam.PolicyDocument;
import brume.iam.PolicyKind;
import brume.services.sts.domain.SessionTags;
import brume.services.sts.domain.StsQuotas;
import brume.spi.IdentityDirectory;
import brume.spi.Principal.SessionContext;
import brume.spi.Sessions;
import brume.wire.CommonErrors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is given to new sessions, checked. */
final class SessionParameters {

    private SessionParameters() {}

    /** The session policy, if there is one. */
    static List<String> policies(@Nullable String policy) {
        if (policy == null) {
            return List.of();
        }
        long charactersMax = StsQuotas.SESSION_POLICY_CHARACTERS.value();
        if (policy.length() > charactersMax) {
            throw tooLong("policy", charactersMax);
        }
        try {
            PolicyDocument.parse(policy, PolicyKind.SESSION);
        } catch (MalformedPolicyException e) {
            throw StsErrors.malformedPolicyDocumentException(String.valueOf(e.getMessage()));
        }
        return List.of(policy);
    }

    /** The managed policies, which must be AWS's or of the session's account. */
    static List<String> policyArns(
            @Nullable List<PolicyDescriptorType> given,
            AccountId account,
            IdentityDirectory identities) {
        if (given == null) {
            return List.of();
        }
        if (given.size() > StsQuotas.SESSION_POLICY_ARNS.value()) {
            throw tooLong("policyArns", StsQuotas.SESSION_POLICY_ARNS.value());
        }
        return given.stream()
                .map(PolicyDescriptorType::arn)
                .map(arn -> present(arn, account, identities))
                .distinct()
                .toList();
    }

    private static String present(
            @Nullable String arn, AccountId account, IdentityDirectory identities) {
        String text = String.valueOf(arn);
        boolean own =
                Arn.find(text)
                        .map(Arn::account)
                        .filter(owner -> owner.equals("aws") || owner.equals(account.value()))
                        .isPresent();
        if (!own || identities.findPolicy(text).isEmpty()) {
            // AWS's text for this is not known; this is IAM's for boundaries.
            throw CommonErrors.validation(
                    StsApi.MODEL, "Policy ARN " + text + " does not exist or is not attachable.");
        }
        return text;
    }

    private static RuntimeException tooLong(String member, long max) {
        return CommonErrors.validation(
                StsApi.MODEL,
                "1 validation error detected: Value at '"
                        + member
                        + "' failed to satisfy constraint: Member must have length less than or"
                        + " equal to "
                        + max);
    }

    /** The tags, whose keys must differ by more than upper and lower case. */
    static Map<String, String> tags(@Nullable List<Tag> given) {
        List<Tag> tags = given == null ? List.of() : given;
        if (SessionTags.repeated(tags.stream().map(Tag::key).toList())) {
            throw StsErrors.invalidParameterValue(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        }
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    /** Issues credentials, whose token must have room for all that the session was given. */
    static Sessions.Credentials issue(Supplier<Sessions.Credentials> issuing) {
        try {
            return issuing.get();
        } catch (IllegalArgumentException e) {
            throw StsErrors.packedPolicyTooLargeException(
                    "The session's policies and tags take more space than there is.");
        }
    }

    /** How much of the space for policies and tags the session takes, in percent. */
    static @Nullable Integer packedPercent(SessionContext session) {
        long used =
                length(session.policies())
                        + length(session.policyArns())
                        + length(session.tags().keySet())
                        + length(session.tags().values());
        long most = 2 * StsQuotas.SESSION_POLICY_CHARACTERS.value();
        return used == 0 ? null : Math.toIntExact(Math.clamp(100 * used / most, 1, 100));
    }

    private static long length(Iterable<String> texts) {
        long length = 0;
        for (String text : texts) {
            length += text.length();
        }
        return length;
    }
}
