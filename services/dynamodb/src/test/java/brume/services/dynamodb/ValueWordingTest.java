package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What each operation says of values and requests that break a rule. Facts recorded from the
 * service in several regions in October 2026 by the DynamoDB conformance project.
 */
final class ValueWordingTest extends OneTableFixture {

    private static final String ONE = "1 validation error detected: ";
    private static final String PARAMETERS = "One or more parameter values were invalid: ";
    private static final String NOT_NUMERIC =
            "The parameter cannot be converted to a numeric value";
    private static final String OVERFLOW =
            "Number overflow. Attempting to store a number with magnitude larger than supported"
                    + " range";
    private static final String UNDERFLOW =
            "Number underflow. Attempting to store a number with magnitude smaller than supported"
                    + " range";

    private static final List<String> NUMBERS = List.of("abc", "", "1e126", "1e2147483647");
    private static final List<String> PRESENT =
            List.of(NOT_NUMERIC + ": abc", NOT_NUMERIC + ": ", OVERFLOW, OVERFLOW);
    private static final List<String> OLDER =
            List.of(NOT_NUMERIC + ": abc", NOT_NUMERIC, OVERFLOW, UNDERFLOW);

    private List<String> eachNumber(String operation, String input) {
        return NUMBERS.stream()
                .map(number ->
                        db.error(operation, input.replace("VALUE", "{'N':'" + number + "'}")))
                .toList();
    }

    private static List<String> enveloped(List<String> messages) {
        return messages.stream().map(message -> ONE + message).toList();
    }

    @Test
    void singleWritesEnvelopeTheFaultsOfNumbers() {
        String key = "{'TableName':'table','Key':{'p':{'S':'a'}},";
        Map<String, String> requests =
                Map.of(
                        "{'TableName':'table','Item':{'p':{'S':'a'},'n':VALUE}}",
                        "PutItem",
                        "{'TableName':'table','Item':{'p':{'S':'a'}},'Expected':{'n':{'Value':VALUE}}}",
                        "PutItem",
                        key
                                + "'UpdateExpression':'SET n = :v','ExpressionAttributeValues':"
                                + "{':v':VALUE}}",
                        "UpdateItem",
                        key + "'AttributeUpdates':{'n':{'Action':'PUT','Value':VALUE}}}",
                        "UpdateItem",
                        "{'TableName':'table','Key':{'p':VALUE}}",
                        "DeleteItem");
        requests.forEach((input, operation) ->
                assertThat(eachNumber(operation, input)).isEqualTo(enveloped(PRESENT)));
    }

    @Test
    void readsTellThemPlainly() {
        assertThat(eachNumber("GetItem", "{'TableName':'table','Key':{'p':VALUE}}"))
                .isEqualTo(PRESENT);
        assertThat(
                        eachNumber(
                                "Query",
                                "{'TableName':'table','KeyConditionExpression':'p = :v',"
                                        + "'ExpressionAttributeValues':{':v':VALUE}}"))
                .isEqualTo(PRESENT);
    }

    @Test
    void batchesTransactionsAndScansUseTheOlderWords() {
        String put = "'Item':{'p':{'S':'a'},'n':VALUE}}}]}";
        assertThat(
                        eachNumber(
                                "BatchWriteItem",
                                "{'RequestItems':{'table':[{'PutRequest':{"
                                        + put.replace("]}", "]}}")))
                .isEqualTo(OLDER);
        assertThat(
                        eachNumber(
                                "TransactWriteItems",
                                "{'TransactItems':[{'Put':{'TableName':'table'," + put))
                .isEqualTo(OLDER);
        assertThat(
                        eachNumber(
                                "Scan",
                                "{'TableName':'table','FilterExpression':'n = :v',"
                                        + "'ExpressionAttributeValues':{':v':VALUE}}"))
                .isEqualTo(
                        OLDER.stream()
                                .map(message ->
                                        "ExpressionAttributeValues contains invalid value: "
                                                + message
                                                + " for key :v")
                                .toList());
    }

    @Test
    void membersThatRepeatAreListed() {
        String put = "{'TableName':'table','Item':{'p':{'S':'a'},'s':%s}}";
        String batch =
                "{'RequestItems':{'table':[{'PutRequest':{'Item':{'p':{'S':'a'},'s':%s}}}]}}";
        String texts = "{'SS':['b','a','b']}";
        String bytes = "{'BS':['/w==','AA==','AA==']}";
        String numbers = "{'NS':['2','1','2']}";
        String begin = PARAMETERS + "Input collection ";
        assertThat(db.error("PutItem", put.formatted(texts)))
                .isEqualTo(ONE + begin + "[\"a\", \"b\", \"b\"] contains duplicates.");
        assertThat(db.error("PutItem", put.formatted(bytes)))
                .isEqualTo(
                        ONE
                                + begin
                                + "[\"AA==\",\"/w==\",\"AA==\"]of type BS contains duplicates.");
        assertThat(db.error("PutItem", put.formatted(numbers)))
                .isEqualTo(ONE + begin + "contains duplicates.");
        assertThat(db.error("BatchWriteItem", batch.formatted(texts)))
                .isEqualTo(begin + "[b, a, b] contains duplicates.");
        assertThat(db.error("BatchWriteItem", batch.formatted(bytes)))
                .isEqualTo(begin + "[/w==, AA==, AA==]of type BS contains duplicates.");
        assertThat(db.error("BatchWriteItem", batch.formatted(numbers)))
                .isEqualTo("Input collection contains duplicates");
    }

    @Test
    void valuesWithoutAnExpressionAreAFaultOfTheRequest() {
        String values = "'ExpressionAttributeValues':{':v':{'S':'x'}}}";
        String only = "ExpressionAttributeValues can only be specified when using expressions";
        assertThat(db.error("PutItem", "{'TableName':'table','Item':{'p':{'S':'a'}}," + values))
                .isEqualTo(ONE + only);
        assertThat(db.error("Scan", "{'TableName':'table'," + values))
                .isEqualTo(only + ": FilterExpression is null");
    }

    @Test
    void transactionsCheckActionsOneByOneAndTheirExpressionsFirst() {
        String deep = "{'S':'x'}";
        for (int i = 0; i < 40; i++) {
            deep = "{'M':{'n':" + deep + "}}";
        }
        String deepPut = "{'Put':{'TableName':'none','Item':{'p':{'S':'b'},'d':" + deep + "}}}";
        String emptyName = "{'Put':{'TableName':'none','Item':{'p':{'S':'a'},'':{'S':'x'}}}}";
        String both = deepPut.replace("'d':", "'':{'S':'x'},'d':");
        String malformed =
                "{'Delete':{'TableName':'none','Key':{'p':"
                        + deep
                        + "},'ConditionExpression':'a = = b'}}";
        assertThat(transaction(deepPut, emptyName)).startsWith("Nesting Levels");
        assertThat(transaction(emptyName, deepPut)).isEqualTo("Empty attribute name");
        assertThat(transaction(both)).isEqualTo("Empty attribute name");
        assertThat(transaction(malformed))
                .isEqualTo(
                        "Invalid ConditionExpression: Syntax error; token: \"=\", near: \"= = b\"");
    }

    private String transaction(String... actions) {
        return db.error(
                "TransactWriteItems", "{'TransactItems':[" + String.join(",", actions) + "]}");
    }

    @Test
    void constraintsOfMembersHaveTheirOwnWords() {
        String enumeration = "Failed to satisfy constraint: Member must satisfy enum value set: ";
        String length = "' failed to satisfy constraint: Member must have length ";
        String key = "{'TableName':'table','Key':{'p':{'S':'a'}},";
        String bogus = "'ReturnValues':'BOGUS','ReturnConsumedCapacity':'BOGUS'}";
        assertThat(db.error("UpdateItem", key + bogus))
                .isEqualTo(ONE + enumeration + "[ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]");
        assertThat(
                        db.error(
                                "Query",
                                "{'TableName':'table','Select':'BOGUS','ConditionalOperator':'XOR'}"))
                .isEqualTo(enumeration + "[ALL, OR]");
        assertThat(db.error("BatchGetItem", "{'RequestItems':{}}"))
                .isEqualTo(ONE + "Value at 'RequestItems" + length + "greater than or equal to 1");
        assertThat(db.error("BatchGetItem", "{'RequestItems':{'table':{'Keys':[]}}}"))
                .isEqualTo(
                        ONE
                                + "Value at 'RequestItems.table.member.Keys"
                                + length
                                + "greater than or equal to 1");
        assertThat(db.error("BatchWriteItem", "{'RequestItems':{'table':[]}}"))
                .startsWith(ONE + "Value '{table=[]}' at 'requestItems'");
    }

    @Test
    void keyConditionsAreCounted() {
        String query =
                "{'TableName':'table','KeyConditionExpression':'%s','ExpressionAttributeValues':"
                        + "{':a':{'S':'a'}}}";
        assertThat(db.error("Query", query.formatted("p = :a AND p > :a")))
                .isEqualTo(
                        "Invalid KeyConditionExpression: KeyConditionExpressions must only contain"
                                + " one condition per key");
        assertThat(db.error("Query", query.formatted("p = :a AND q > :a AND r = :a")))
                .isEqualTo(
                        "The number of query conditions (3) exceeds the number of key attributes"
                                + " defined in the schema (1)");
    }
}
