package brume.services.dynamodb.partiql;

import brume.services.dynamodb.value.InvalidRequest;

/** The faults of a statement, in AWS's words. */
final class StatementFault {

    static final String LEFTOVER = "Unexpected token after expression";
    static final String TERM = "Unexpected term";

    private StatementFault() {}

    /** A statement that cannot be read; {@code detail} may be empty. */
    static InvalidRequest notWellFormed(String detail) {
        return new InvalidRequest("Statement wasn't well formed, can't be processed: " + detail);
    }
}
