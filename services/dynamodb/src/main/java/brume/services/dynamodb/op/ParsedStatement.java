package brume.services.dynamodb.op;

import brume.api.dynamodb.AttributeValue;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.value.InvalidRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A statement of a request, or why it cannot be read. */
record ParsedStatement(@Nullable Statement statement, @Nullable InvalidRequest fault) {

    static ParsedStatement of(String text, @Nullable List<AttributeValue> parameters) {
        try {
            return new ParsedStatement(PartiqlParameters.statement(text, parameters), null);
        } catch (InvalidRequest e) {
            return new ParsedStatement(null, e);
        }
    }

    /** The statement; empty if it cannot be read. */
    Optional<Statement> find() {
        return Optional.ofNullable(statement);
    }

    /**
     * The statement.
     *
     * @throws InvalidRequest if it cannot be read
     */
    Statement get() {
        if (statement == null) {
            throw fault == null ? new IllegalStateException("neither read nor not") : fault;
        }
        return statement;
    }
}
