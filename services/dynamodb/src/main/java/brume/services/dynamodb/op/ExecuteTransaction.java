package brume.services.dynamodb.op;

import brume.api.dynamodb.DynamodbApi;
import brume.api.dynamodb.ExecuteTransactionInput;
import brume.api.dynamodb.ExecuteTransactionOutput;
import brume.services.dynamodb.domain.Table;
import brume.services.dynamodb.partiql.Statement;
import brume.services.dynamodb.store.OpenTable;
import brume.services.dynamodb.value.InvalidRequest;
import brume.services.dynamodb.value.Value;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** ExecuteTransaction: up to 100 PartiQL statements, all reads or all writes, all or none. */
public final class ExecuteTransaction
        extends DynamodbOperation<ExecuteTransactionInput, ExecuteTransactionOutput> {

    private final TransactRead read;
    private final TransactWrite write;

    public ExecuteTransaction(Database database) {
        super(DynamodbApi.EXECUTE_TRANSACTION, database);
        this.read = new TransactRead(database);
        this.write = new TransactWrite(database);
    }

    /** Nothing is done by a transaction that cannot be read; the answer says why. */
    @Override
    Plan<ExecuteTransactionOutput> plan(ExecuteTransactionInput input, Call call) {
        List<ParsedStatement> parsed =
                input.transactStatements().stream()
                        .map(one -> ParsedStatement.of(one.statement(), one.parameters()))
                        .toList();
        List<Permission> permissions =
                parsed.stream()
                        .flatMap(one -> one.find().stream())
                        .map(statement ->
                                PartiqlPermissions.enclosed(
                                        model().name(),
                                        call,
                                        tableOrNull(call, statement.table()),
                                        statement))
                        .toList();
        return Plan.whole(
                permissions,
                () -> run(input, call, parsed.stream().map(ParsedStatement::get).toList()));
    }

    @Override
    ServiceException conflict() {
        return TransactWrite.conflict();
    }

    @Override
    ExecuteTransactionOutput run(ExecuteTransactionInput input, Call call) {
        return plan(input, call).action().apply(Map.of());
    }

    private ExecuteTransactionOutput run(
            ExecuteTransactionInput input, Call call, List<Statement> statements) {
        boolean reads = statements.getFirst().isRead();
        if (statements.stream().anyMatch(statement -> statement.isRead() != reads)) {
            throw new InvalidRequest(
                    "ExecuteTransaction API does not support both read and write operations in the"
                            + " same request.");
        }
        List<OpenTable> tables = new ArrayList<>();
        for (Statement statement : statements) {
            String name = TableNames.checked(statement.table());
            tables.add(database().tables().get(call.scope(), name));
        }
        return reads ? read(input, statements, tables) : write(input, call, statements, tables);
    }

    private ExecuteTransactionOutput read(
            ExecuteTransactionInput input, List<Statement> statements, List<OpenTable> tables) {
        List<TransactRead.Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            if (!(statements.get(i) instanceof Statement.Select select)) {
                throw new IllegalStateException("only reads come here");
            }
            if (select.index() != null) {
                throw failed(i, "Reads on indices are not supported within transactions.");
            }
            Map<String, Value> key = ExecuteStatement.key(tables.get(i).table(), select);
            if (key == null) {
                throw failed(
                        i,
                        "Select statements within ExecuteTransaction must specify the primary key"
                                + " in the where clause.");
            }
            wanted.add(new TransactRead.Wanted(tables.get(i), key, select.projection()));
        }
        TransactRead.Done done = read.run(wanted);
        return ExecuteTransactionOutput.builder()
                .responses(done.responses())
                .consumedCapacity(
                        TransactWrite.capacities(done.consumed(), input.returnConsumedCapacity()))
                .build();
    }

    private ExecuteTransactionOutput write(
            ExecuteTransactionInput input,
            Call call,
            List<Statement> statements,
            List<OpenTable> tables) {
        List<TransactAction> actions = new ArrayList<>();
        for (int i = 0; i < statements.size(); i++) {
            PartiqlWrite planned = planned(i, tables.get(i).table(), statements.get(i));
            if (planned.returning() != null) {
                throw failed(i, "RETURNING clause is not supported in ExecuteTransaction.");
            }
            actions.add(
                    new TransactAction(
                            tables.get(i).table().name(),
                            planned.action(),
                            "ALL_OLD"
                                    .equals(
                                            input.transactStatements()
                                                    .get(i)
                                                    .returnValuesOnConditionCheckFailure()),
                            planned.inserts()));
        }
        TransactWrite.Done done =
                write.run(call, actions, input.clientRequestToken(), RequestFingerprint.of(input));
        return ExecuteTransactionOutput.builder()
                .responses(List.of())
                .consumedCapacity(
                        TransactWrite.capacities(actions, done, input.returnConsumedCapacity()))
                .build();
    }

    private static PartiqlWrite planned(int index, Table table, Statement statement) {
        try {
            return PartiqlWrite.of(table, statement);
        } catch (InvalidRequest e) {
            throw failed(index, e.getMessage());
        }
    }

    private static InvalidRequest failed(int index, String message) {
        return new InvalidRequest(
                "Validation failed in TransactStatements[" + index + "]: " + message);
    }
}
