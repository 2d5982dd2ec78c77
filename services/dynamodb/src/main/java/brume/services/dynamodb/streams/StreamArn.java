package brume.services.dynamodb.streams;

import brume.base.AccountId;
import brume.base.Arn;
import brume.base.Region;
import brume.base.Scope;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.Optional;

/** The parts of a stream's ARN, {@code ...:table/<table>/stream/<label>}. */
record StreamArn(String text, Arn arn, String tableName, String label) {

    private static final String INVALID = "Invalid StreamArn";

    static StreamArn parse(String text) {
        Arn arn = Arn.find(text).orElseThrow(() -> new InvalidRequest(INVALID));
        String[] parts = arn.resource().split("/", -1);
        boolean ofStream =
                arn.service().equals("dynamodb")
                        && parts.length == 4
                        && parts[0].equals("table")
                        && !parts[1].isEmpty()
                        && parts[2].equals("stream")
                        && !parts[3].isEmpty();
        if (!ofStream) {
            throw new InvalidRequest(INVALID);
        }
        return new StreamArn(text, arn, parts[1], parts[3]);
    }

    /** The account that it names, in a region; empty if it is of another region. */
    Optional<Scope> scopeIn(Region region) {
        return arn.region().equals(region.value()) && AccountId.isValid(arn.account())
                ? Optional.of(new Scope(new AccountId(arn.account()), region))
                : Optional.empty();
    }
}
