package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.spi.Permission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Policies attached to tables and streams. AWS's answers were recorded by ack-api-quirks
 * (DDB-TABLE-205 to 213 and 351 to 356) and by moto's verified tests.
 */
final class ResourcePolicyTest {

    private static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/tbl";
    private static final String POLICY =
            "{\\'Version\\':\\'2012-10-17\\',\\'Statement\\':[{\\'Effect\\':\\'Allow\\',"
                + "\\'Principal\\':{\\'AWS\\':\\'111122223333\\'},\\'Action\\':\\'dynamodb:GetItem\\',"
                + "\\'Resource\\':\\'*\\'}]}";
    private static final String PUT = "{'ResourceArn':'" + ARN + "','Policy':'" + POLICY + "'";
    private static final String NOT_FOUND =
            "PolicyNotFoundException: Resource-based policy not found for the provided"
                    + " ResourceArn: ";
    private static final String TABLE = "{'ResourceArn':'" + ARN + "'}";

    @TempDir Path folder;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder);
        create("");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void create(String more) {
        db.call(
                "CreateTable",
                "{'TableName':'tbl','BillingMode':'PAY_PER_REQUEST','AttributeDefinitions':["
                    + "{'AttributeName':'pk','AttributeType':'S'}],'KeySchema':[{'AttributeName':'pk','KeyType':'HASH'}]"
                        + more
                        + "}");
    }

    private String put() {
        return db.call("PutResourcePolicy", PUT + "}").path("RevisionId").asText();
    }

    @Test
    void isPutReadReplacedAndDeleted() {
        assertThat(db.error("GetResourcePolicy", TABLE)).isEqualTo(NOT_FOUND + ARN);
        long before = db.clock.millis();
        String revision = put();
        assertThat(Long.parseLong(revision)).isBetween(before, db.clock.millis());
        db.restart();
        assertThat(db.call("GetResourcePolicy", TABLE).path("RevisionId").asText())
                .isEqualTo(revision);
        assertThat(db.call("GetResourcePolicy", TABLE).path("Policy").asText())
                .contains("111122223333");
        assertThat(db.call("DeleteResourcePolicy", TABLE).path("RevisionId").asText())
                .isEqualTo(revision);
        assertThat(db.call("DeleteResourcePolicy", TABLE).has("RevisionId")).isFalse();
    }

    private String put(String resource, String policy) {
        return db.call("PutResourcePolicy", input(resource, policy)).path("RevisionId").asText();
    }

    private String refused(String policy) {
        return db.error("PutResourcePolicy", input(ARN, policy));
    }

    private static String input(String resource, String policy) {
        return "{'ResourceArn':'" + resource + "','Policy':'" + policy.replace("'", "\\'") + "'}";
    }

    private static String statement(String more) {
        return "{'Version':'2012-10-17','Statement':[{" + more + "}]}";
    }

    private static String allow(String principal, String action, String resource) {
        return statement(
                "'Effect':'Allow','Principal':%s,'Action':%s,'Resource':%s"
                        .formatted(principal, action, resource));
    }

    @Test
    void isKeptInItsCanonicalForm() {
        String revision =
                put(
                        ARN,
                        "{ 'Statement': {'Resource': ['*'], 'Action': ['dynamodb:Query',"
                                + " 'dynamodb:GetItem'], 'Principal': {'AWS': ['111122223333',"
                                + " 'arn:aws:iam::111122223333:root']}, 'Effect': 'allow', 'Sid':"
                                + " 'one'}, 'Version': '2012-10-17'}");
        assertThat(db.call("GetResourcePolicy", TABLE).path("Policy").asText())
                .isEqualTo(
                        "{'Version':'2012-10-17','Statement':[{'Sid':'one','Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:root'},'Action':['dynamodb:Query','dynamodb:GetItem'],'Resource':'*'}]}"
                                .replace('\'', '"'));
        db.clock.advance(Duration.ofSeconds(1));
        assertThat(
                        put(
                                ARN,
                                statement(
                                        "'Sid':'one','Effect':'Allow','Principal':{'AWS':"
                                                + "'111122223333'},'Action':['dynamodb:Query',"
                                                + "'dynamodb:GetItem'],'Resource':'*'")))
                .as("an equivalent policy keeps its revision")
                .isEqualTo(revision);
        assertThat(put(ARN, allow("{'AWS':'111122223333'}", "'dynamodb:Scan'", "'*'")))
                .isGreaterThan(revision);
    }

    @Test
    void revisionsGrowWithinAMillisecond() {
        String first = put(ARN, allow("{'AWS':'111122223333'}", "'dynamodb:Scan'", "'*'"));
        String second = put(ARN, allow("{'AWS':'111122223333'}", "'dynamodb:Query'", "'*'"));
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void anotherRevisionThanTheExpectedOneIsRefused() {
        String none = ",'ExpectedRevisionId':'NO_POLICY'}";
        String stale = ",'ExpectedRevisionId':'1'}";
        assertThat(db.error("PutResourcePolicy", PUT + stale))
                .isEqualTo(
                        NOT_FOUND
                                + "Requested update for policy with revision id 1, but table tbl"
                                + " has no associated policy.");
        String revision = db.call("PutResourcePolicy", PUT + none).path("RevisionId").asText();
        assertThat(db.error("PutResourcePolicy", PUT + none))
                .isEqualTo(
                        NOT_FOUND
                                + "Requested policy update expecting none to be present for table"
                                + " tbl, but a policy exists with revision id "
                                + revision
                                + ".");
        String mismatch =
                NOT_FOUND
                        + "Requested update for policy with revision id 1, but the policy"
                        + " associated to target table tbl has revision id "
                        + revision
                        + ".";
        assertThat(db.error("PutResourcePolicy", PUT + stale)).isEqualTo(mismatch);
        assertThat(db.error("DeleteResourcePolicy", "{'ResourceArn':'" + ARN + "'" + stale))
                .isEqualTo(mismatch);
    }

    @Test
    void whatIsNotAPolicyIsRefused() {
        String invalid = "One or more parameter values were invalid: Invalid policy document: ";
        String someone = "{'AWS':'111122223333'}";
        assertThat(refused("nothing")).isEqualTo(invalid + "This policy contains invalid Json");
        assertThat(refused("")).isEqualTo(invalid + "This policy contains invalid Json");
        assertThat(refused("{'Version':'2012-10-17','Statement':[]}"))
                .isEqualTo(invalid + "Could not parse the policy: Statement is empty!");
        assertThat(
                        refused(
                                statement(
                                        "'Effect':'Allow','Principal':"
                                                + someone
                                                + ",'Action':'dynamodb:Scan'")))
                .isEqualTo(invalid + "Missing required field Resource");
        String twice =
                "'Sid':'a','Effect':'Deny','Principal':'*','Action':'dynamodb:Scan','Resource':'*'";
        assertThat(refused(statement(twice + "},{" + twice)))
                .isEqualTo(invalid + "The Statement Ids in the policy are not unique");
        assertThat(refused(allow(someone, "['dynamodb:GetRecords','s3:Get*']", "'*'")))
                .isEqualTo(
                        invalid
                                + "The following action names are invalid: \"dynamodb:GetRecords\","
                                + " \"s3:Get*\"");
        assertThat(refused(allow(someone, "'dynamodb:Scan'", "'" + ARN + "/stream/1'")))
                .isEqualTo(
                        invalid
                                + "The relative-id \"table/tbl/stream/1\" is invalid for ARN \""
                                + ARN
                                + "/stream/1\"");
        assertThat(refused(" ".repeat(20 * 1024 + 1)))
                .isEqualTo(
                        "One or more parameter values were invalid: Maximum policy size of 20480"
                                + " bytes exceeded");
        assertThat(refused(allow(someone, "'dynamodb:getitem'", "'arn:aws:dynamodb:*:*:table/o'")))
                .isEqualTo("no error");
    }

    @Test
    void nobodyLetsInEverybody() {
        for (String everybody : List.of("'*'", "{'AWS':'*'}", "{'AWS':['111122223333','*']}")) {
            assertThat(refused(allow(everybody, "'dynamodb:Scan'", "'*'")))
                    .startsWith("Resource-based policy grants unbounded access");
        }
        String open = "'Principal':'*','Action':'dynamodb:Scan','Resource':'*'";
        String condition = ",'Condition':{'StringEquals':{'aws:PrincipalAccount':'%s'}}";
        assertThat(refused(statement("'Effect':'Deny'," + open))).isEqualTo("no error");
        String allow = "'Effect':'Allow'," + open;
        assertThat(refused(statement(allow + condition.formatted("111122223333"))))
                .isEqualTo("no error");
        assertThat(refused(statement(allow + condition.formatted("*"))))
                .startsWith("Resource-based policy grants unbounded access");
    }

    @Test
    void onlyArnsOfOwnTablesAndStreamsHavePolicies() {
        String invalid = "One or more parameter values were invalid: ";
        assertThat(get("tbl")).isEqualTo(invalid + "ARNs must start with 'arn:': tbl");
        assertThat(get(ARN + "x"))
                .isEqualTo(
                        "ResourceNotFoundException: Requested resource not found: Table: tblx not"
                                + " found");
        assertThat(get(ARN.replace("000000000000", "111122223333")))
                .isEqualTo(
                        "This action is only supported by accounts that match the resource owner"
                                + "\u2019s account.");
        for (String other :
                List.of(ARN.replace("us-east-1", "eu-west-1"), ARN.replace("aws:", "aws-cn:"))) {
            assertThat(get(other)).isEqualTo(invalid + "Invalid resource Arn: " + other);
        }
        assertThat(get(ARN + "/index/gsi"))
                .isEqualTo(
                        invalid
                                + "Invalid resource arn provided, only table or stream is accepted."
                                + " Provided resource arn: "
                                + ARN
                                + "/index/gsi");
        assertThat(get(ARN + "/backup/01"))
                .isEqualTo(
                        invalid
                                + "Provided Arn is not a DynamoDB resource arn: "
                                + ARN
                                + "/backup/01");
        assertThat(get(ARN + "/stream/2000-01-01T00:00:00.000"))
                .isEqualTo(
                        "ResourceNotFoundException: Requested resource not found: Stream:"
                                + " 2000-01-01T00:00:00.000 not found for Table: tbl");
    }

    private String get(String arn) {
        return db.error("GetResourcePolicy", "{'ResourceArn':'" + arn + "'}");
    }

    @Test
    void aStreamHasAPolicyOfItsOwn() {
        String stream =
                db.call(
                                "UpdateTable",
                                "{'TableName':'tbl','StreamSpecification':{'StreamEnabled':true,"
                                        + "'StreamViewType':'KEYS_ONLY'}}")
                        .at("/TableDescription/LatestStreamArn")
                        .asText();
        String readers = "['dynamodb:DescribeStream','dynamodb:GetRecords']";
        put(stream, allow("{'AWS':'111122223333'}", readers, "'" + stream + "'"));
        assertThat(get(ARN)).isEqualTo(NOT_FOUND + ARN);
        assertThat(get(stream)).isEqualTo("no error");
        assertThat(
                        db.permissions("DescribeStream", "{'StreamArn':'" + stream + "'}")
                                .getFirst()
                                .resourcePolicy())
                .isPresent();
        assertThat(
                        db.error(
                                "PutResourcePolicy",
                                input(
                                        stream,
                                        allow("{'AWS':'111122223333'}", "'dynamodb:Scan'", "'*'"))))
                .endsWith("The following action names are invalid: \"dynamodb:Scan\"");
        assertThat(
                        db.error(
                                "PutResourcePolicy",
                                input(
                                        stream,
                                        allow("{'AWS':'111122223333'}", readers, "'" + ARN + "'"))))
                .contains("The relative-id \"table/tbl\" is invalid for ARN");
        db.call("DeleteTable", "{'TableName':'tbl'}");
        assertThat(get(stream)).as("the stream is still there").isEqualTo("no error");
        db.clock.advance(Duration.ofHours(25));
        db.lookAfterStreams();
        assertThat(get(stream)).startsWith("ResourceNotFoundException");
    }

    @Test
    void itsAuthorConfirmsToBeLockedOut() {
        String deny =
                statement(
                        "'Effect':'Deny','Principal':'*','Action':'dynamodb:PutResourcePolicy',"
                                + "'Resource':'*'");
        List<Permission> needed = db.permissions("PutResourcePolicy", input(ARN, deny));
        assertThat(needed).hasSize(2);
        assertThat(needed.getFirst().resourcePolicy()).isEmpty();
        assertThat(needed.getLast().resourcePolicy())
                .hasValueSatisfying(policy -> assertThat(policy).contains("Deny"));
        assertThat(needed.getLast().refusal())
                .contains(
                        "The new resource policy will not allow you to update the resource policy"
                                + " in the future.");
        String confirmed =
                input(ARN, deny).replace("}'}", "}','ConfirmRemoveSelfResourceAccess':true}");
        assertThat(db.permissions("PutResourcePolicy", confirmed)).hasSize(1);
        db.call("PutResourcePolicy", confirmed);
        assertThat(db.permissions("GetResourcePolicy", TABLE).getFirst().resourcePolicy())
                .isPresent();
        assertThat(db.permissions("DeleteResourcePolicy", TABLE).getFirst().resourcePolicy())
                .as("the root user may always delete it")
                .isEmpty();
    }

    @Test
    void thePipelineIsAskedWithThePolicyOfTheTableAndItsIndexes() {
        put();
        String key = "'TableName':'tbl','Key':{'pk':{'S':'1'}}";
        assertThat(db.permissions("GetItem", "{" + key + "}"))
                .allSatisfy(needed -> assertThat(needed.resourcePolicy()).isPresent());
        assertThat(db.permissions("Scan", "{'TableName':'tbl','IndexName':'gsi'}"))
                .allSatisfy(needed -> assertThat(needed.resourcePolicy()).isPresent());
        assertThat(db.permissions("Scan", "{'TableName':'other'}"))
                .allSatisfy(needed -> assertThat(needed.resourcePolicy()).isEmpty());
    }

    @Test
    void goesWithItsTable() {
        db.call("DeleteTable", "{'TableName':'tbl'}");
        create(",'ResourcePolicy':'" + POLICY + "'");
        assertThat(db.call("GetResourcePolicy", TABLE).has("RevisionId")).isTrue();
        db.call("DeleteTable", "{'TableName':'tbl'}");
        create("");
        assertThat(db.error("GetResourcePolicy", TABLE)).startsWith("PolicyNotFoundException: ");
    }

    @Test
    void anArnMeansTheTableOfItsAccountAndRegion() {
        String item = "','Key':{'pk':{'S':'1'}}}";
        assertThat(db.error("GetItem", "{'TableName':'" + ARN + item)).isEqualTo("no error");
        assertThat(
                        db.error(
                                "GetItem",
                                "{'TableName':'"
                                        + ARN.replace("000000000000", "111122223333")
                                        + item))
                .isEqualTo("ResourceNotFoundException: Requested resource not found");
        assertThat(
                        db.error(
                                "GetItem",
                                "{'TableName':'" + ARN.replace("us-east-1", "eu-west-1") + item))
                .isEqualTo("ResourceNotFoundException: Requested resource not found");
    }
}
