package brume.services.dynamodb.streams;

import brume.base.Arn;
import brume.base.Scope;
import brume.services.dynamodb.value.InvalidRequest;

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

    boolean isIn(Scope scope) {
        return arn.account().equals(scope.account().value())
                && arn.region().equals(scope.region().value());
    }
}
