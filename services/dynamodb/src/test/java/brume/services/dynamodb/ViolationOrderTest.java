package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What DynamoDB says of requests with several faults. Recorded from the service in October 2026 by
 * the DynamoDB conformance project; the capacity of tables by ack-api-quirks.
 */
final class ViolationOrderTest extends OneTableFixture {

    private static final String CAPACITY =
            "Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: Member must"
                    + " satisfy enum value set: [INDEXES, TOTAL, NONE]";
    private static final String METRICS =
            "Value 'BOGUS2' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member"
                    + " must satisfy enum value set: [SIZE, NONE]";
    private static final String ITEM = "{'p':{'S':'a'}}";
    private static final String BAD_CONDITION =
            "{'ConditionCheck':{'TableName':'table','Key':%s,".formatted(ITEM)
                    + "'ConditionExpression':'attribute_not_exists('}}";
    private static final String UNUSED_VALUE =
            "{'ConditionCheck':{'TableName':'table','Key':%s,".formatted(ITEM)
                    + "'ConditionExpression':'attribute_not_exists(p)',"
                    + "'ExpressionAttributeValues':{':v':{'S':'x'}}}}";

    private static String one(String violation) {
        return "1 validation error detected: " + violation;
    }

    private static String put(String table, String item) {
        return "{'Put':{'TableName':'%s','Item':%s}}".formatted(table, item);
    }

    private static String tooDeep() {
        return "{'p':{'S':'b'},'deep':%s{'S':'leaf'}%s}"
                .formatted("{'M':{'n':".repeat(32), "}}".repeat(32));
    }

    private String transact(String items, String rest) {
        return db.error("TransactWriteItems", "{'TransactItems':[" + items + "]" + rest + "}");
    }

    @Test
    void transactionsTellAllFaultsOfMembersAheadOfEverythingElse() {
        String capacity = ",'ReturnConsumedCapacity':'BOGUS'";
        String token = "x".repeat(37);
        assertThat(
                        transact(
                                put("table", ITEM),
                                capacity + ",'ReturnItemCollectionMetrics':'BOGUS2'"))
                .isEqualTo("2 validation errors detected: " + CAPACITY + "; " + METRICS);
        assertThat(transact(put("table", ITEM), capacity + ",'ClientRequestToken':'" + token + "'"))
                .isEqualTo(
                        "2 validation errors detected: Value '"
                                + token
                                + "' at 'clientRequestToken' failed to satisfy constraint: Member"
                                + " must have length less than or equal to 36; "
                                + CAPACITY);
        assertThat(transact(put("missing", ITEM), capacity)).isEqualTo(one(CAPACITY));
        assertThat(transact(put("table", ITEM) + "," + put("table", ITEM), capacity))
                .isEqualTo(one(CAPACITY));
    }

    @Test
    void expressionsOfTransactionsAreReadInOrderAheadOfTables() {
        String syntax = "Invalid ConditionExpression: Syntax error; token: \"<EOF>\", near: \"(\"";
        assertThat(transact(put("missing", ITEM) + "," + BAD_CONDITION, "")).isEqualTo(syntax);
        assertThat(transact(BAD_CONDITION + "," + put("table", tooDeep()), "")).isEqualTo(syntax);
        assertThat(transact(put("table", tooDeep()) + "," + BAD_CONDITION, ""))
                .isEqualTo(
                        "Nesting Levels have exceeded supported limits: Attributes in the item"
                                + " have nested levels beyond supported limit");
    }

    @Test
    void unusedValuesOfTransactionsComeAheadOfTables() {
        String unused =
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}";
        assertThat(transact(put("missing", ITEM) + "," + UNUSED_VALUE, "")).isEqualTo(unused);
        assertThat(transact(UNUSED_VALUE + "," + put("missing", ITEM), "")).isEqualTo(unused);
        assertThat(transact(put("table", ITEM) + "," + UNUSED_VALUE, "")).isEqualTo(unused);
    }

    @Test
    void batchesTellAllFaultsOfMembers() {
        String write = "{'RequestItems':{'%s':[{'PutRequest':{'Item':%s}}]},%s}";
        String capacity = "'ReturnConsumedCapacity':'BOGUS'";
        assertThat(
                        db.error(
                                "BatchWriteItem",
                                write.formatted(
                                        "table",
                                        ITEM,
                                        capacity + ",'ReturnItemCollectionMetrics':'BOGUS2'")))
                .isEqualTo("2 validation errors detected: " + CAPACITY + "; " + METRICS);
        assertThat(db.error("BatchWriteItem", write.formatted("missing", ITEM, capacity)))
                .isEqualTo(one(CAPACITY));
        assertThat(db.error("BatchWriteItem", write.formatted("bad!name", ITEM, capacity)))
                .isEqualTo(one(CAPACITY));
        assertThat(
                        db.error(
                                "BatchGetItem",
                                "{'RequestItems':{'bad!name':{'Keys':[{'pk':{'S':'a'}}]}},%s}"
                                        .formatted(capacity)))
                .isEqualTo(
                        "2 validation errors detected: Value"
                            + " '{\"bad!name\":{\"Keys\":[{\"pk\":{\"S\":\"a\"}}]}}' at"
                            + " 'requestItems' failed to satisfy constraint: Map keys must satisfy"
                            + " constraint: [Member must have length less than or equal to 255,"
                            + " Member must have length greater than or equal to 3, Member must"
                            + " satisfy regular expression pattern: [a-zA-Z0-9_.-]+]; "
                                + CAPACITY);
    }

    @Test
    void theCapacityOfWritesComesFirst() {
        String fault =
                "Value '0' at 'provisionedThroughput.%sCapacityUnits' failed to satisfy"
                        + " constraint: Member must have value greater than or equal to 1";
        assertThat(
                        db.error(
                                "UpdateTable",
                                "{'TableName':'table','ProvisionedThroughput':"
                                        + "{'ReadCapacityUnits':0,'WriteCapacityUnits':0}}"))
                .isEqualTo(
                        "2 validation errors detected: "
                                + fault.formatted("write")
                                + "; "
                                + fault.formatted("read"));
    }

    @Test
    void transactionsNameTheActionWhoseTableIsNoName() {
        String fault =
                "1 validation error detected: Value 'bad!name' at"
                        + " 'transactItems.%s.tableName' failed to satisfy constraint: Member must"
                        + " satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
        assertThat(transact(put("bad!name", ITEM), "")).isEqualTo(fault.formatted("1.member.put"));
        assertThat(
                        transact(
                                put("table", ITEM)
                                        + ",{'ConditionCheck':{'TableName':'bad!name','Key':"
                                        + ITEM
                                        + ",'ConditionExpression':'attribute_exists(p)'}}",
                                ""))
                .isEqualTo(fault.formatted("2.member.conditionCheck"));
        assertThat(
                        db.error(
                                "TransactGetItems",
                                "{'TransactItems':[{'Get':{'TableName':'bad!name','Key':%s}}]}"
                                        .formatted(ITEM)))
                .isEqualTo(fault.formatted("1.member.get"));
    }
}
