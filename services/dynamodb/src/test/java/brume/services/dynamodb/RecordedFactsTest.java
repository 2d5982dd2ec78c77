package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Behaviour of AWS's that surprises; facts recorded by ScyllaDB's tests of the same API. */
final class RecordedFactsTest extends OneTableFixture {

    private static final String PARAMETERS = "One or more parameter values were invalid: ";

    private String update(String rest) {
        return db.error("UpdateItem", "{'TableName':'table','Key':{'p':{'S':'1'}}," + rest + "}");
    }

    private boolean exists() {
        return db.call("GetItem", "{'TableName':'table','Key':{'p':{'S':'1'}}}").has("Item");
    }

    @Test
    void anUpdateThatOnlyTakesAwayMakesNoItem() {
        assertThat(update("'UpdateExpression':'REMOVE x.y, z[0]'")).isEqualTo("no error");
        assertThat(update("'AttributeUpdates':{'a':{'Action':'DELETE'}}")).isEqualTo("no error");
        assertThat(exists()).isFalse();
        assertThat(update("'AttributeUpdates':{}")).isEqualTo("no error");
        assertThat(exists()).isTrue();
    }

    @Test
    void theOldFormOfUpdatesNamesTheMismatch() {
        update("'UpdateExpression':'SET a = :a','ExpressionAttributeValues':{':a':{'S':'x'}}");
        assertThat(update("'AttributeUpdates':{'a':{'Action':'ADD','Value':{'N':'1'}}}"))
                .isEqualTo("Type mismatch for attribute to update");
        assertThat(update("'AttributeUpdates':{'a':{'Action':'DELETE','Value':{'SS':['x']}}}"))
                .isEqualTo("Type mismatch for attribute to update");
    }

    @Test
    void anAbsentAttributeDoesNotMeetNotContains() {
        assertThat(
                        update(
                                "'AttributeUpdates':{},'Expected':{'q':{'ComparisonOperator':"
                                        + "'NOT_CONTAINS','AttributeValueList':[{'N':'1'}]}}"))
                .startsWith("ConditionalCheckFailedException");
    }

    @Test
    void rejectsEmptyNamesOfAttributes() {
        assertThat(db.error("PutItem", "{'TableName':'table','Item':{'p':{'S':'1'},'':{'N':'1'}}}"))
                .isEqualTo("1 validation error detected: " + PARAMETERS + "Empty attribute name");
    }

    @Test
    void sumsWithoutRoomForTheirDigitsOverflow() {
        assertThat(
                        update(
                                "'UpdateExpression':'SET a = :a + :b','ExpressionAttributeValues':"
                                        + "{':a':{'N':'1e50'},':b':{'N':'1'}}"))
                .startsWith("Number overflow.");
    }

    @Test
    void theFirstFaultOfATransactionEndsTheCheck() {
        String action = "{'Put':{'TableName':'table','Item':{'p':{'N':'7'}}}}";
        assertThat(
                        db.error(
                                "TransactWriteItems",
                                "{'TransactItems':["
                                        + action
                                        + ","
                                        + action.replace("7", "8")
                                        + "]}"))
                .endsWith("[ValidationError, None]");
    }

    @Test
    void definitionsAreUniqueAndKeepTheirTypes() {
        assertThat(
                        db.error(
                                "CreateTable",
                                """
                                {'TableName':'other','BillingMode':'PAY_PER_REQUEST',
                                 'AttributeDefinitions':[
                                   {'AttributeName':'p','AttributeType':'S'},
                                   {'AttributeName':'p','AttributeType':'N'}],
                                 'KeySchema':[{'AttributeName':'p','KeyType':'HASH'}]}\
                                """))
                .contains("Duplicate")
                .endsWith(": p");
        String index =
                "'GlobalSecondaryIndexUpdates':[{'Create':{'IndexName':'index','KeySchema':[{"
                        + "'AttributeName':'p','KeyType':'HASH'}],'Projection':{"
                        + "'ProjectionType':'ALL'}}}]}";
        assertThat(
                        db.error(
                                "UpdateTable",
                                "{'TableName':'table','AttributeDefinitions':[{"
                                        + "'AttributeName':'p','AttributeType':'N'}],"
                                        + index))
                .startsWith(PARAMETERS + "Attributes cannot be redefined.");
        assertThat(db.error("UpdateTable", "{'TableName':'table'," + index))
                .contains("not defined in AttributeDefinitions. Keys: [p]");
    }

    /** Recorded in October 2026 by the DynamoDB conformance project. */
    @Test
    void setsComeBackInOrder() {
        db.call(
                "PutItem",
                """
                {'TableName':'table','Item':{'p':{'S':'1'},'s':{'SS':['b','','Z']},
                 'n':{'NS':['10','9','-1']},'b':{'BS':['/w==','AA==']}}}\
                """);
        update("'UpdateExpression':'ADD s :a','ExpressionAttributeValues':{':a':{'SS':['a']}}");
        JsonNode item =
                db.call("GetItem", "{'TableName':'table','Key':{'p':{'S':'1'}}}").path("Item");
        assertThat(item.path("s").path("SS").toString()).isEqualTo("[\"\",\"Z\",\"a\",\"b\"]");
        assertThat(item.path("n").path("NS").toString()).isEqualTo("[\"-1\",\"9\",\"10\"]");
        assertThat(item.path("b").path("BS").toString()).isEqualTo("[\"AA==\",\"/w==\"]");
    }

    /** Verified against the service by moto's tests. */
    @Test
    void anEmptyKeyFailsTheWholeTransaction() {
        assertThat(
                        db.error(
                                "TransactWriteItems",
                                """
                                {'TransactItems':[{'Update':{'TableName':'table',
                                 'Key':{'p':{'S':''}},'UpdateExpression':'SET a = :a',
                                 'ExpressionAttributeValues':{':a':{'N':'1'}}}}]}\
                                """))
                .isEqualTo(
                        "One or more parameter values are not valid. The AttributeValue for a key"
                                + " attribute cannot contain an empty string value. Key: p");
    }

    /** Verified against the service by moto's tests; API Reference, ConsumedCapacity. */
    @Test
    void aTableIsAnsweredAsItWasNamed() {
        String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/table";
        update("'UpdateExpression':'SET a = :a','ExpressionAttributeValues':{':a':{'N':'1'}}");
        JsonNode answer =
                db.call(
                        "BatchGetItem",
                        "{'RequestItems':{'"
                                + arn
                                + "':{'Keys':[{'p':{'S':'1'}}]}},'ReturnConsumedCapacity':'TOTAL'}");
        assertThat(answer.path("Responses").path(arn)).hasSize(1);
        assertThat(answer.path("ConsumedCapacity").path(0).path("TableName").asText())
                .isEqualTo(arn);
        assertThat(
                        db.call(
                                        "Scan",
                                        "{'TableName':'"
                                                + arn
                                                + "','ReturnConsumedCapacity':'TOTAL'}")
                                .path("ConsumedCapacity")
                                .path("TableName")
                                .asText())
                .isEqualTo(arn);
    }

    /** Verified against the service by moto's tests and by the DynamoDB conformance project. */
    @Test
    void queriesReadEverythingBeforeTheyLookAtTheKey() {
        String query = "{'TableName':'table',";
        String values = ",'ExpressionAttributeValues':{':a':{'S':'1'}}}";
        assertThat(db.error("Query", query + "'KeyConditionExpression':'p = q'}"))
                .isEqualTo(
                        "Invalid KeyConditionExpression: Invalid condition in"
                                + " KeyConditionExpression: Multiple attribute names used in one"
                                + " condition");
        assertThat(
                        db.error(
                                "Query",
                                query + "'KeyConditionExpression':'p = q','FilterExpression':''}"))
                .isEqualTo("Invalid FilterExpression: The expression can not be empty;");
        assertThat(
                        db.error(
                                "Query",
                                query
                                        + "'KeyConditionExpression':'p = :a','Select':'COUNT',"
                                        + "'ProjectionExpression':'p'"
                                        + values))
                .isEqualTo(
                        "1 validation error detected: Cannot specify the ProjectionExpression when"
                                + " choosing to get only the Count");
        assertThat(db.error("Scan", query + "'Select':'ALL_PROJECTED_ATTRIBUTES'}"))
                .isEqualTo(
                        "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an"
                                + " IndexName");
        assertThat(
                        db.error(
                                "ExecuteStatement",
                                "{'Statement':'SELECT * FROM \\\"table\\\".\\\"none\\\"'}"))
                .isEqualTo("The table does not have the specified index");
    }

    @Test
    void deletedTablesShowNoKeysAnyMore() {
        JsonNode table = db.call("DeleteTable", "{'TableName':'table'}").path("TableDescription");
        assertThat(table.has("KeySchema")).isFalse();
        assertThat(table.path("TableStatus").asText()).isEqualTo("DELETING");
    }

    @Test
    void tagsAreTextOfPlainCharacters() {
        String arn = "arn:aws:dynamodb:us-east-1:000000000000:table/table";
        String tag = "{'ResourceArn':'" + arn + "','Tags':[{'Key':'%s','Value':'v'}]}";
        assertThat(db.error("TagResource", tag.formatted("a b+c-d=e.f_g:h/i")))
                .isEqualTo("no error");
        assertThat(db.error("TagResource", tag.formatted("hi!")))
                .isEqualTo("The Tag Key provided is invalid, Key: hi!");
        assertThat(db.error("TagResource", tag.formatted("x".repeat(129))))
                .startsWith("The Tag Key provided is invalid, Key: xxx");
        assertThat(db.error("TagResource", tag.formatted("aws:zzz")))
                .isEqualTo("Tag Key cannot be prefixed with aws:, Key: aws:zzz");
        String value = "{'ResourceArn':'" + arn + "','Tags':[{'Key':'k'%s}]}";
        assertThat(db.error("TagResource", value.formatted("")))
                .isEqualTo("The Tag Value provided is invalid, Value: null");
        assertThat(db.error("TagResource", value.formatted(",'Value':'#'")))
                .isEqualTo("The Tag Value provided is invalid, Value: #");
        assertThat(db.error("TagResource", value.formatted(",'Value':'1'},{'Key':'k','Value':'2'")))
                .isEqualTo("Duplicate Tag Keys provided as input: Duplicate Tag Key found k");
        assertThat(db.error("ListTagsOfResource", "{'ResourceArn':'" + arn + "/index/i'}"))
                .startsWith("Invalid TableArn");
    }
}
