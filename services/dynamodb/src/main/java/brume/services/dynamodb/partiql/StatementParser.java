package brume.services.dynamodb.partiql;

import brume.services.dynamodb.expression.Condition;
import brume.services.dynamodb.expression.Path;
import brume.services.dynamodb.expression.Projection;
import brume.services.dynamodb.expression.Update;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses PartiQL statements.
 *
 * <p>Source: Amazon DynamoDB Developer Guide, "PartiQL - A SQL-compatible query language for Amazon
 * DynamoDB"; texts and their order are as recorded from the service.
 */
final class StatementParser {

    private final Tokens tokens;
    private final LiteralParser literals;
    private final WhereParser where;
    private @Nullable String projectionFault;

    StatementParser(String text, List<Value> parameters) {
        this.tokens = new Tokens(text);
        this.literals = new LiteralParser(tokens, parameters);
        this.where = new WhereParser(tokens, literals);
    }

    private record From(String table, @Nullable String index) {}

    Statement parse() {
        Token first = tokens.take();
        Statement statement =
                switch (first.text().toUpperCase(Locale.ROOT)) {
                    case "SELECT" -> select();
                    case "INSERT" -> insert();
                    case "UPDATE" -> update();
                    case "DELETE" -> delete();
                    case "FROM" -> fromFirst();
                    case "EXISTS" -> exists();
                    default -> throw StatementFault.notWellFormed("Expected data manipulation");
                };
        tokens.takeIf(";");
        if (tokens.peek().kind() != Token.Kind.END) {
            throw StatementFault.notWellFormed(StatementFault.LEFTOVER);
        }
        literals.throwFault();
        where.throwFault();
        return statement;
    }

    private Statement.Select select() {
        Projection projection = projection();
        tokens.expectWord("FROM");
        From from = from();
        rejectAlias();
        Condition condition = where();
        return new Statement.Select(
                from.table(), from.index(), projection, projectionFault, condition, order());
    }

    private @Nullable Projection projection() {
        if (tokens.takeIf("*")) {
            return null;
        }
        List<Path> paths = new ArrayList<>();
        do {
            Token token = tokens.peek();
            boolean word = token.isName() || token.kind() == Token.Kind.KEYWORD;
            if (word && tokens.peekNext().is("(")) {
                skipCall();
                if (projectionFault == null) {
                    projectionFault = "Unexpected path component at " + tokens.place(token);
                }
            } else {
                paths.add(new PathParser(tokens).path());
            }
        } while (tokens.takeIf(","));
        return new Projection(List.copyOf(paths), true);
    }

    private void skipCall() {
        tokens.take();
        int open = 0;
        do {
            Token token = tokens.take();
            if (token.kind() == Token.Kind.END) {
                throw StatementFault.notWellFormed(StatementFault.TERM);
            }
            open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        } while (open > 0);
    }

    private From from() {
        String table = component(tokens.take());
        String index = tokens.takeIf(".") ? component(tokens.take()) : null;
        if (tokens.peek().is(".")) {
            throw new InvalidRequest("A path may contain at most 2 components in the FROM clause");
        }
        return new From(table, index);
    }

    private static String component(Token token) {
        if (!token.isName()) {
            throw StatementFault.notWellFormed(StatementFault.TERM);
        }
        if (token.text().isEmpty()) {
            throw new InvalidRequest("Path component cannot be an empty string");
        }
        return token.text();
    }

    /** The table of a statement that changes it. */
    private String target() {
        From from = from();
        if (from.index() != null) {
            throw new InvalidRequest(
                    "FROM clause may only contain a single table name in data manipulation"
                            + " statements");
        }
        return from.table();
    }

    private void rejectAlias() {
        if (tokens.peek().isWord("AS") || tokens.peek().isName()) {
            throw new InvalidRequest("Aliasing is not supported");
        }
    }

    private @Nullable Condition where() {
        return tokens.takeIfWord("WHERE") ? where.parse() : null;
    }

    private List<Statement.Order> order() {
        List<Statement.Order> order = new ArrayList<>();
        if (tokens.takeIfWord("ORDER")) {
            tokens.expectWord("BY");
            do {
                Path path = new PathParser(tokens).path();
                boolean descending = tokens.takeIfWord("DESC");
                if (!descending) {
                    tokens.takeIfWord("ASC");
                }
                order.add(new Statement.Order(path, descending));
            } while (tokens.takeIf(","));
        }
        return order;
    }

    private Statement exists() {
        tokens.expect("(");
        tokens.expectWord("SELECT");
        Statement.Select select = select();
        tokens.expect(")");
        return new Statement.Exists(select);
    }

    private Statement insert() {
        tokens.expectWord("INTO");
        String table = target();
        if (!tokens.takeIfWord("VALUE")) {
            throw StatementFault.notWellFormed(StatementFault.LEFTOVER);
        }
        return new Statement.Insert(table, literals.item());
    }

    private Statement update() {
        String table = target();
        rejectAlias();
        Update update = new SetParser(tokens, literals).parse();
        Condition condition = where();
        return new Statement.Modify(table, update, condition, returning());
    }

    private Statement fromFirst() {
        String table = target();
        rejectAlias();
        Condition condition = where();
        Update update = new SetParser(tokens, literals).parse();
        return new Statement.Modify(table, update, condition, returning());
    }

    private Statement delete() {
        tokens.expectWord("FROM");
        if (!tokens.peek().isName()) {
            throw StatementFault.notWellFormed("Expected identifier for simple path");
        }
        String table = target();
        rejectAlias();
        Condition condition = where();
        Statement.Returning returning = returning();
        if (returning != null && (returning.modifiedOnly() || !returning.old())) {
            throw new InvalidRequest(
                    "Invalid returning clause: RETURNING "
                            + (returning.modifiedOnly() ? "MODIFIED " : "ALL ")
                            + (returning.old() ? "OLD" : "NEW")
                            + " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
        }
        return new Statement.Delete(table, condition, returning);
    }

    private Statement.@Nullable Returning returning() {
        if (!tokens.takeIfWord("RETURNING")) {
            return null;
        }
        boolean modified = tokens.takeIfWord("MODIFIED");
        if (!modified) {
            tokens.expectWord("ALL");
        }
        boolean old = tokens.takeIfWord("OLD");
        if (!old) {
            tokens.expectWord("NEW");
        }
        tokens.expect("*");
        return new Statement.Returning(modified, old);
    }
}
