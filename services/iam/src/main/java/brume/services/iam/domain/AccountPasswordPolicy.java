package brume.services.iam.domain;

import org.jspecify.annotations.Nullable;

/** What an account demands of its users' passwords. */
public record AccountPasswordPolicy(
        int lengthMin,
        boolean symbols,
        boolean numbers,
        boolean upperCase,
        boolean lowerCase,
        boolean usersMayChange,
        @Nullable Integer ageDaysMax,
        @Nullable Integer reusePrevention,
        @Nullable Boolean hardExpiry) {

    /** The word in the store's keys. */
    public static final String WORD = "password-policy";
}
