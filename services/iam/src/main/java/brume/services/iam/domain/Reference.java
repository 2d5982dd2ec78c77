package brume.services.iam.domain;

import java.util.Locale;

/**
 * A relation from one entity to another.
 *
 * @param target a policy's ARN, or the name of a group or role in lower case
 */
public record Reference(Relation relation, String target) {

    /** The meanings of a reference. */
    public enum Relation {
        /** A managed policy is attached to the identity. */
        ATTACHED("attached"),
        /** A managed policy is the permissions boundary of the identity. */
        BOUNDED("bounded"),
        /** The user belongs to the group. */
        MEMBER("member"),
        /** The instance profile contains the role. */
        CONTAINS("contains");

        private final String word;

        Relation(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** A reference to the user, group or role of this name. */
    public static Reference toName(Relation relation, String name) {
        return new Reference(relation, name.toLowerCase(Locale.ROOT));
    }
}
