package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.dynamodb.ConditionalCheckFailedException;
import brume.wire.ServiceException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PutItem, GetItem, UpdateItem and DeleteItem; texts as recorded by the conformance projects. */
final class ItemOperationsTest {

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                "{'TableName':'tbl','AttributeDefinitions':[{'AttributeName':'pk','AttributeType':'S'}],"
                    + "'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}],"
                    + "'BillingMode':'PAY_PER_REQUEST'}");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private JsonNode item(String pk) {
        return db.call("GetItem", "{'TableName':'tbl','Key':{'pk':{'S':'" + pk + "'}}}")
                .path("Item");
    }

    @Test
    void attributesToGetHaveNames() {
        assertThat(
                        db.error(
                                "GetItem",
                                "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'AttributesToGet':['']}"))
                .isEqualTo("One or more parameter values were invalid: Empty attribute name");
    }

    @Test
    void keepsEveryTypeOfValue() {
        String item =
                "{'pk':{'S':'a'},'n':{'N':'00042.50'},'b':{'B':'AQID'},'t':{'BOOL':true},'f':{'BOOL':false},"
                    + "'x':{'NULL':true},'ss':{'SS':['b','a']},'ns':{'NS':['1','1E2']},'bs':{'BS':['AQ==']},"
                    + "'l':{'L':[{'S':''},{'N':'-0'}]},'m':{'M':{'k':{'M':{}}}}}";
        db.call("PutItem", "{'TableName':'tbl','Item':" + item + "}");

        assertThat(item("a").toString().replace('"', '\''))
                .isEqualTo(
                        item.replace("00042.50", "42.5")
                                .replace("1E2", "100")
                                .replace("-0", "0")
                                .replace("'b','a'", "'a','b'"));
    }

    @Test
    void survivesARestart() {
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'1'}}}");
        db.restart();
        assertThat(item("a").path("v").path("N").asText()).isEqualTo("1");
    }

    @Test
    void answersNothingForAMissingItem() {
        assertThat(item("missing").isMissingNode()).isTrue();
    }

    @Test
    void aFailedConditionCarriesTheItemIfAsked() {
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'1'}}}");
        ServiceException failure =
                Objects.requireNonNull(
                        db.failure(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'a'}},"
                                        + "'ConditionExpression':'attribute_not_exists(pk)',"
                                        + "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}"));
        assertThat(failure.error().name()).isEqualTo("ConditionalCheckFailedException");
        assertThat(failure).hasMessage("The conditional request failed");
        ConditionalCheckFailedException body =
                (ConditionalCheckFailedException) Objects.requireNonNull(failure.body());
        assertThat(body.item()).containsKey("v");
    }

    @Test
    void returnsOldValues() {
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'1'}}}");
        assertThat(
                        db.call(
                                        "PutItem",
                                        "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'2'}},"
                                                + "'ReturnValues':'ALL_OLD'}")
                                .path("Attributes")
                                .path("v")
                                .path("N")
                                .asText())
                .isEqualTo("1");
        assertThat(
                        db.call(
                                        "DeleteItem",
                                        "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'ReturnValues':'ALL_OLD'}")
                                .path("Attributes")
                                .path("v")
                                .path("N")
                                .asText())
                .isEqualTo("2");
        assertThat(item("a").isMissingNode()).isTrue();
    }

    @Test
    void updatesCreateAndChange() {
        JsonNode created =
                db.call(
                        "UpdateItem",
                        "{'TableName':'tbl','Key':{'pk':{'S':'u'}},'UpdateExpression':'SET #l ="
                            + " list_append(if_not_exists(#l, :e), :one), c = if_not_exists(c, :z)"
                            + " + :i ADD tags :t','ExpressionAttributeNames':{'#l':'list'},"
                            + "'ExpressionAttributeValues':{':e':{'L':[]},':one':{'L':[{'S':'x'}]},':z':{'N':'0'},':i':{'N':'1.5'},':t':{'SS':['p']}},"
                            + "'ReturnValues':'UPDATED_NEW'}");
        assertThat(created.path("Attributes").toString())
                .isEqualTo(
                        "{\"list\":{\"L\":[{\"S\":\"x\"}]},\"c\":{\"N\":\"1.5\"},\"tags\":{\"SS\":[\"p\"]}}");
        JsonNode changed =
                db.call(
                        "UpdateItem",
                        "{'TableName':'tbl','Key':{'pk':{'S':'u'}},'UpdateExpression':'DELETE tags"
                                + " :t REMOVE c','ExpressionAttributeValues':{':t':{'SS':['p']}},"
                                + "'ReturnValues':'ALL_NEW'}");
        assertThat(changed.path("Attributes").toString())
                .isEqualTo("{\"pk\":{\"S\":\"u\"},\"list\":{\"L\":[{\"S\":\"x\"}]}}");
    }

    @Test
    void projectsNestedParts() {
        db.call(
                "PutItem",
                "{'TableName':'tbl','Item':{'pk':{'S':'a'},'m':{'M':{'x':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]},'y':{'S':'no'}}}}}");
        assertThat(
                        db.call(
                                        "GetItem",
                                        "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'ProjectionExpression':'m.x[2],"
                                            + " m.x[0], q'}")
                                .path("Item")
                                .toString())
                .isEqualTo("{\"m\":{\"M\":{\"x\":{\"L\":[{\"N\":\"0\"},{\"N\":\"2\"}]}}}}");
    }

    @Test
    void olderParametersWork() {
        db.call("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'N':'1'}}}");
        assertThat(
                        db.error(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'a'}},'Expected':{'v':{'Value':{'N':'2'}}}}"))
                .isEqualTo("ConditionalCheckFailedException: The conditional request failed");
        db.call(
                "UpdateItem",
                "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'AttributeUpdates':{'v':{'Action':'ADD','Value':{'N':'4'}},"
                    + "'w':{'Value':{'S':'new'}}},'Expected':{'v':{'ComparisonOperator':'LT','AttributeValueList':[{'N':'5'}]}}}");
        assertThat(
                        db.call(
                                        "GetItem",
                                        "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'AttributesToGet':['v']}")
                                .path("Item")
                                .toString())
                .isEqualTo("{\"v\":{\"N\":\"5\"}}");
    }

    @Test
    void countsCapacity() {
        String big = "x".repeat(5000);
        JsonNode put =
                db.call(
                        "PutItem",
                        "{'TableName':'tbl','Item':{'pk':{'S':'a'},'v':{'S':'"
                                + big
                                + "'}},'ReturnConsumedCapacity':'INDEXES'}");
        assertThat(put.path("ConsumedCapacity").path("CapacityUnits").asDouble()).isEqualTo(5.0);
        JsonNode get =
                db.call(
                        "GetItem",
                        "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'ReturnConsumedCapacity':'TOTAL'}");
        assertThat(get.path("ConsumedCapacity").path("CapacityUnits").asDouble()).isEqualTo(1.0);
        assertThat(get.path("ConsumedCapacity").has("Table")).isFalse();
    }

    @Test
    void rejectsWhatAwsRejects() {
        assertThat(db.error("GetItem", "{'TableName':'none','Key':{'pk':{'S':'a'}}}"))
                .isEqualTo("ResourceNotFoundException: Requested resource not found");
        assertThat(db.error("PutItem", "{'TableName':'tbl','Item':{'v':{'S':'a'}}}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Missing the key pk in the"
                                + " item");
        assertThat(db.error("PutItem", "{'TableName':'tbl','Item':{'pk':{'N':'1'}}}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Type mismatch for key pk"
                                + " expected: S actual: N");
        assertThat(db.error("GetItem", "{'TableName':'tbl','Key':{'pk':{'N':'1'}}}"))
                .isEqualTo("The provided key element does not match the schema");
        assertThat(db.error("PutItem", "{'TableName':'tbl','Item':{'pk':{'S':'a'},'s':{'SS':[]}}}"))
                .isEqualTo(
                        "1 validation error detected: One or more parameter values were invalid: An"
                                + " string set  may not be empty");
        assertThat(
                        db.error(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'a'},'s':{'SS':['a','a']}}}"))
                .isEqualTo(
                        "1 validation error detected: One or more parameter values were invalid:"
                                + " Input collection [\"a\", \"a\"] contains duplicates.");
        assertThat(
                        db.error(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'a'},'s':{'S':'"
                                        + "x".repeat(410_000)
                                        + "'}}}"))
                .isEqualTo("Item size has exceeded the maximum allowed size");
        assertThat(
                        db.error(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'"
                                        + "x".repeat(2049)
                                        + "'}}}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Size of hashkey has exceeded"
                                + " the maximum size limit of2048 bytes");
        assertThat(
                        db.error(
                                "PutItem",
                                "{'TableName':'tbl','Item':{'pk':{'S':'a'}},'Expected':{'v':{'Exists':false}},"
                                    + "'ConditionExpression':'attribute_exists(pk)'}"))
                .isEqualTo(
                        "1 validation error detected: Can not use both expression and"
                                + " non-expression parameters in the same request: Non-expression"
                                + " parameters: {Expected} Expression parameters:"
                                + " {ConditionExpression}");
        assertThat(
                        db.error(
                                "UpdateItem",
                                "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET"
                                    + " pk = :v','ExpressionAttributeValues':{':v':{'S':'b'}}}"))
                .isEqualTo(
                        "One or more parameter values were invalid: Cannot update attribute pk."
                                + " This attribute is part of the key");
        assertThat(
                        db.error(
                                "UpdateItem",
                                "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET"
                                    + " a = :v',"
                                    + "'ExpressionAttributeValues':{':v':{'S':'b'},':u':{'S':'b'}}}"))
                .isEqualTo(
                        "1 validation error detected: Value provided in ExpressionAttributeValues"
                                + " unused in expressions: keys: {:u}");
    }

    @Test
    void demandsPermissionsWithContextKeys() {
        assertThat(
                        db.permissions(
                                "UpdateItem",
                                "{'TableName':'tbl','Key':{'pk':{'S':'a'}},'UpdateExpression':'SET"
                                    + " #x = :v REMOVE y.z',"
                                    + "'ExpressionAttributeNames':{'#x':'size'},'ReturnValues':'ALL_NEW'}"))
                .singleElement()
                .satisfies(permission -> {
                    assertThat(permission.action()).isEqualTo("dynamodb:UpdateItem");
                    assertThat(permission.resource())
                            .isEqualTo("arn:aws:dynamodb:us-east-1:000000000000:table/tbl");
                    assertThat(permission.context().get("dynamodb:LeadingKeys"))
                            .containsExactly("a");
                    assertThat(permission.context().get("dynamodb:Attributes"))
                            .containsExactly("pk", "size", "y");
                    assertThat(permission.context().get("dynamodb:ReturnValues"))
                            .containsExactly("ALL_NEW");
                });
    }

    private Map<String, List<String>> contextOf(String operation, String input) {
        return db.permissions(operation, input).getFirst().context();
    }

    @Test
    void transactionsShowEveryAttributeAndThatTheyEnclose() {
        assertThat(
                        contextOf(
                                "TransactWriteItems",
                                "{'TransactItems':[{'Update':{'TableName':'tbl',"
                                        + "'Key':{'pk':{'S':'a'}},'UpdateExpression':'set x = :v',"
                                        + "'ConditionExpression':'size (y) > :v'}}]}"))
                .containsEntry("dynamodb:Attributes", List.of("pk", "x", "y"))
                .containsEntry("dynamodb:LeadingKeys", List.of("a"))
                .containsEntry("dynamodb:FirstPartitionKeyValues", List.of("a"))
                .containsEntry("dynamodb:EnclosingOperation", List.of("TransactWriteItems"));
    }

    @Test
    void readsShowWhatTheyComeTo() {
        assertThat(contextOf("GetItem", "{'TableName':'tbl','Key':{'pk':{'S':'a'}}}"))
                .containsEntry("dynamodb:Select", List.of("ALL_ATTRIBUTES"));
        assertThat(
                        contextOf(
                                "Query",
                                "{'TableName':'tbl','AttributesToGet':['a'],'KeyConditions':{'pk':"
                                    + "{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'a'}]}},"
                                    + "'QueryFilter':{'b':{'ComparisonOperator':'NULL'}}}"))
                .containsEntry("dynamodb:Select", List.of("SPECIFIC_ATTRIBUTES"))
                .containsEntry("dynamodb:LeadingKeys", List.of("a"))
                .containsEntry("dynamodb:Attributes", List.of("a", "b", "pk"));
        assertThat(contextOf("Scan", "{'TableName':'tbl','IndexName':'index'}"))
                .containsEntry("dynamodb:Select", List.of("ALL_PROJECTED_ATTRIBUTES"));
    }

    @Test
    void statementsShowTheAttributesOfTheirConditions() {
        assertThat(
                        contextOf(
                                "ExecuteTransaction",
                                "{'TransactStatements':[{'Statement':'UPDATE tbl SET x = 1 WHERE pk"
                                        + " = ? AND y = 2','Parameters':[{'S':'a'}]}]}"))
                .containsEntry("dynamodb:Attributes", List.of("x", "pk", "y"))
                .containsEntry("dynamodb:LeadingKeys", List.of("a"))
                .containsEntry("dynamodb:EnclosingOperation", List.of("ExecuteTransaction"));
        assertThat(contextOf("ExecuteStatement", "{'Statement':'SELECT * FROM tbl WHERE z = 1'}"))
                .containsEntry("dynamodb:Select", List.of("ALL_ATTRIBUTES"))
                .containsEntry("dynamodb:Attributes", List.of("z"))
                .containsEntry("dynamodb:FullTableScan", List.of("true"));
    }
}
