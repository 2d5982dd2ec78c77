package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Limits of names, placeholders and the work for one request. The texts about placeholders and
 * names are recorded from the service by tests and issues of ExtendDB.
 */
final class HostileInputTest extends OneTableFixture {

    private String put(String item) {
        return db.error("PutItem", "{'TableName':'table','Item':{'p':{'S':'1'}," + item + "}}");
    }

    private String scan(String rest) {
        return db.error("Scan", "{'TableName':'table'," + rest + "}");
    }

    private String update(String rest) {
        return db.error("UpdateItem", "{'TableName':'table','Key':{'p':{'S':'1'}}," + rest + "}");
    }

    @Test
    void namesOfAttributesAreLimited() {
        String tooLarge =
                "1 validation error detected: Attribute name is too large, must be less than 65536"
                        + " bytes";
        String longest = "\u00e9".repeat(32_767) + 'x';
        assertThat(put("'" + longest + "':{'S':'a'}")).isEqualTo("no error");
        assertThat(put("'" + longest + "y':{'S':'a'}")).isEqualTo(tooLarge);
        assertThat(put("'m':{'M':{'" + longest + "y':{'S':'a'}}}")).isEqualTo(tooLarge);
        assertThat(
                        update(
                                "'UpdateExpression':'SET #n ="
                                        + " :v','ExpressionAttributeNames':{'#n':'"
                                        + longest
                                        + "y'},'ExpressionAttributeValues':{':v':{'S':'a'}}"))
                .isEqualTo(tooLarge);
    }

    @Test
    void placeholdersAreChecked() {
        String names = "ExpressionAttributeNames";
        String filter = "'FilterExpression':'#n = :v',";
        assertThat(scan(filter + "'" + names + "':{'#n':''}"))
                .isEqualTo(names + " contains invalid value: Empty attribute name for key #n");
        assertThat(scan(filter + "'" + names + "':{'#" + "a".repeat(255) + "-x':'a'}"))
                .isEqualTo(
                        names
                                + " contains invalid key: The expression attribute map contains a"
                                + " key that is too long; size of key: 258");
        String values = "ExpressionAttributeValues";
        assertThat(scan(filter + "'" + values + "':{':" + "a".repeat(255) + "':{'S':'a'}}"))
                .isEqualTo(
                        values
                                + " contains invalid key: The expression attribute map contains a"
                                + " key that is too long;");
        String megabyte = "x".repeat(1024 * 1024);
        assertThat(
                        scan(
                                filter
                                        + "'"
                                        + values
                                        + "':{':v':{'S':'"
                                        + megabyte
                                        + "'},':w':{'S':'"
                                        + megabyte
                                        + "'}}"))
                .isEqualTo(values + " exceeds max size");
    }

    @Test
    void listsThatCannotFitAreNotGathered() {
        String elements = "{'NULL':true},".repeat(99_999) + "{'NULL':true}";
        StringBuilder nested = new StringBuilder(":l");
        for (int level = 0; level < 100; level++) {
            nested.insert(0, "list_append(if_not_exists(z, ").append("), :l)");
        }
        assertThat(
                        update(
                                "'UpdateExpression':'SET b = "
                                        + nested
                                        + "','ExpressionAttributeValues':{':l':{'L':["
                                        + elements
                                        + "]}}"))
                .isEqualTo("Item size to update has exceeded the maximum allowed size");
    }

    @Test
    void theOldFormOfConditionsIsLimitedToo() {
        String values = "{'S':'a'},".repeat(100) + "{'S':'a'}";
        assertThat(
                        scan(
                                "'ScanFilter':{'a':{'ComparisonOperator':'IN','AttributeValueList':["
                                        + values
                                        + "]}}"))
                .isEqualTo(
                        "The IN operator is provided with too many operands; number of operands:"
                                + " 101");
        StringBuilder conditions = new StringBuilder("'a':{'ComparisonOperator':'NULL'}");
        for (int number = 0; number < 300; number++) {
            conditions.append(",'a").append(number).append("':{'ComparisonOperator':'NULL'}");
        }
        assertThat(scan("'ScanFilter':{" + conditions + "}"))
                .isEqualTo(
                        "One or more parameter values were invalid: There are too many conditions;"
                                + " condition count: 301");
    }
}
