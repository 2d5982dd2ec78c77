package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testing.harness.Surroundings;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports from S3: formats, compressions, faults, tokens and the table that is made. */
final class ImportTest {

    @TempDir Path folder;
    private final Buckets buckets = new Buckets();
    private BackupTables tables;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder, Surroundings.NONE.with(buckets));
        tables = new BackupTables(db);
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static String input(String table, String bucket, String format, String more) {
        return ("{'S3BucketSource':{'S3Bucket':'%s','S3KeyPrefix':'in/'},'InputFormat':'%s',"
                                + "'TableCreationParameters':{'TableName':'%s','BillingMode':"
                                + "'PAY_PER_REQUEST','AttributeDefinitions':[{'AttributeName':"
                                + "'k','AttributeType':'S'},{'AttributeName':'g','AttributeType':"
                                + "'N'}],'KeySchema':[{'AttributeName':'k','KeyType':'HASH'}],"
                                + "'GlobalSecondaryIndexes':[{'IndexName':'byG','KeySchema':"
                                + "[{'AttributeName':'g','KeyType':'HASH'}],'Projection':"
                                + "{'ProjectionType':'ALL'}}]}")
                        .formatted(bucket, format, table)
                + more
                + "}";
    }

    private String begin(String table, String format, String more) {
        return db.call("ImportTable", input(table, "bucket", format, more))
                .at("/ImportTableDescription/ImportArn")
                .asText();
    }

    private JsonNode describe(String arn) {
        return db.call("DescribeImport", "{'ImportArn':'" + arn + "'}")
                .get("ImportTableDescription");
    }

    private JsonNode ended(String arn) throws InterruptedException {
        db.await(() -> !describe(arn).get("ImportStatus").asText().equals("IN_PROGRESS"));
        return describe(arn);
    }

    private JsonNode imported(String table, String format, String more)
            throws InterruptedException {
        return ended(begin(table, format, more));
    }

    private static void assertCounts(JsonNode job, String status, int processed, int errors) {
        assertThat(job.get("ImportStatus").asText()).isEqualTo(status);
        assertThat(job.get("ProcessedItemCount").asInt()).isEqualTo(processed);
        assertThat(job.get("ImportedItemCount").asInt()).isEqualTo(processed - errors);
        assertThat(job.get("ErrorCount").asInt()).isEqualTo(errors);
    }

    private static String line(String key, String value) {
        return "{\"Item\":{\"k\":{\"S\":\""
                + key
                + "\"},\"v\":{\"S\":\""
                + value
                + "\"},\"g\":{\"N\":\"7\"}}}";
    }

    @Test
    void readsAllObjectsOfThePrefix() throws InterruptedException {
        buckets.put("in/1", line("a", "1") + "\n" + line("b", "2") + "\n");
        buckets.put("in/2", line("c", "3") + line("a", "4"));
        buckets.put("other", line("d", "5"));
        String arn = begin("things", "DYNAMODB_JSON", "");
        JsonNode job = ended(arn);
        assertCounts(job, "COMPLETED", 4, 0);
        assertThat(job.get("ProcessedSizeBytes").asInt()).isPositive();
        assertThat(job.get("InputCompressionType").asText()).isEqualTo("NONE");
        assertThat(job.at("/S3BucketSource/S3BucketOwner").asText()).isEqualTo("000000000000");
        assertThat(job.get("CloudWatchLogGroupArn").asText())
                .isEqualTo("arn:aws:logs:us-east-1:000000000000:log-group:/aws-dynamodb/imports:*");
        assertThat(tables.items("things")).containsExactlyInAnyOrder("a=4", "b=2", "c=3");
        assertThat(
                        db.call(
                                        "Query",
                                        "{'TableName':'things','IndexName':'byG',"
                                                + "'KeyConditionExpression':'g = :g',"
                                                + "'ExpressionAttributeValues':"
                                                + "{':g':{'N':'7'}}}")
                                .get("Count")
                                .asInt())
                .isEqualTo(3);
        assertThat(tables.describe("things").has("RestoreSummary")).isFalse();
        assertThat(tables.describe("things").get("TableId")).isEqualTo(job.get("TableId"));
        db.call("DeleteTable", "{'TableName':'things'}");
        assertThat(describe(arn).get("ImportStatus").asText()).isEqualTo("COMPLETED");
        assertThat(
                        db.call(
                                        "ListImports",
                                        "{'TableArn':'" + job.get("TableArn").asText() + "'}")
                                .get("ImportSummaryList"))
                .hasSize(1);
    }

    @Test
    void faultyItemsAreLeftOut() throws InterruptedException {
        buckets.put(
                "in/1",
                line("a", "1")
                        + "\n{\"Item\":{\"v\":{\"S\":\"no key\"}}}\n"
                        + "{\"Item\":{\"k\":{\"S\":\"b\"},\"n\":{\"N\":\"abc\"}}}\n"
                        + line("c", "1"));
        buckets.put("in/2", line("d", "1") + "\ngarbage\n" + line("never", "1"));
        buckets.put("in/3", "{\"k\":{\"S\":\"no item\"}}\n" + line("never", "1"));
        buckets.put("in/4", "");
        JsonNode job = imported("things", "DYNAMODB_JSON", "");
        assertCounts(job, "FAILED", 7, 4);
        assertThat(job.get("FailureCode").asText()).isEqualTo("ItemValidationError");
        assertThat(job.get("FailureMessage").asText())
                .isEqualTo(
                        "Some of the items failed validation checks and were not imported. Please"
                                + " check CloudWatch error logs for more details.");
        assertThat(tables.items("things")).containsExactlyInAnyOrder("a=1", "c=1", "d=1");
        assertThat(buckets.logged).hasSize(4);
        assertThat(buckets.logged.getFirst())
                .isEqualTo(
                        "{\"itemS3Pointer\":{\"bucket\":\"bucket\",\"key\":\"in/1\",\"itemIndex\":"
                                + "1},\"importArn\":\""
                                + job.get("ImportArn").asText()
                                + "\",\"errorMessages\":[\"One or more parameter values were"
                                + " invalid: Missing the key k in the item\"]}");
    }

    @Test
    void readsCsv() throws InterruptedException {
        buckets.put("in/1", "k,v,g,e\n\"x,\"\"y\",1,2.0,\nz,\"2\n3\",,q\n");
        assertCounts(imported("things", "CSV", ""), "COMPLETED", 2, 0);
        assertThat(
                        db.call("GetItem", "{'TableName':'things','Key':{'k':{'S':'z'}}}")
                                .get("Item")
                                .toString())
                .isEqualTo("{\"k\":{\"S\":\"z\"},\"v\":{\"S\":\"2\\n3\"},\"e\":{\"S\":\"q\"}}");
        assertThat(tables.items("things")).containsExactlyInAnyOrder("x,\"y=1", "z=2\n3");
        buckets.put("in/1", "a;1\nb;2\nc\n");
        String options = ",'InputFormatOptions':{'Csv':{'Delimiter':';','HeaderList':['k','v']}}";
        JsonNode job = imported("other", "CSV", options);
        assertCounts(job, "FAILED", 3, 1);
        assertThat(job.at("/InputFormatOptions/Csv/HeaderList/1").asText()).isEqualTo("v");
        assertThat(tables.items("other")).containsExactlyInAnyOrder("a=1", "b=2");
    }

    @Test
    void readsIon() throws InterruptedException {
        buckets.put(
                "in/1",
                "$ion_1_0 {Item:{k:\"a\",v:'''lo''' '''ng''',g:6d2,'n':null.string,b:{{ aGk= }},"
                        + "s:$dynamodb_SS::[\"x\"], l:[1., -0x10, {t:true}]}} // end\n"
                        + "$ion_1_0\n{Item:{k:\"b\"/* , */,}}{Item:{k:\"c\\x41\\u00e9\"}}");
        buckets.put("in/2", "{Item:{k:\"d\",when:2020-01-01T}}");
        assertCounts(imported("things", "ION", ""), "FAILED", 4, 1);
        assertThat(
                        db.call("GetItem", "{'TableName':'things','Key':{'k':{'S':'a'}}}")
                                .get("Item")
                                .toString())
                .isEqualTo(
                        "{\"k\":{\"S\":\"a\"},\"v\":{\"S\":\"long\"},\"g\":{\"N\":\"600\"},"
                                + "\"n\":{\"NULL\":true},\"b\":{\"B\":\"aGk=\"},\"s\":{\"SS\":"
                                + "[\"x\"]},\"l\":{\"L\":[{\"N\":\"1\"},{\"N\":\"-16\"},"
                                + "{\"M\":{\"t\":{\"BOOL\":true}}}]}}");
        assertThat(tables.items("things")).contains("cA\u00e9=");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @Test
    void readsCompressedObjects() throws Exception {
        buckets.objects.put("in/1", gzip(line("a", "1")));
        buckets.put("in/2", "");
        String compression = ",'InputCompressionType':'%s'";
        assertCounts(
                imported("gzip", "DYNAMODB_JSON", compression.formatted("GZIP")),
                "COMPLETED",
                1,
                0);
        assertCounts(imported("plain", "DYNAMODB_JSON", ""), "FAILED", 1, 1);
        assertCounts(
                imported("wrong", "DYNAMODB_JSON", compression.formatted("ZSTD")), "FAILED", 1, 1);
        buckets.objects.put("in/1", Zstd.compress(line("a", "1").getBytes(StandardCharsets.UTF_8)));
        assertCounts(
                imported("zstd", "DYNAMODB_JSON", compression.formatted("ZSTD")),
                "COMPLETED",
                1,
                0);
        assertCounts(
                imported("wrong2", "DYNAMODB_JSON", compression.formatted("GZIP")), "FAILED", 1, 1);
        assertThat(tables.items("zstd")).containsExactly("a=1");
    }

    @Test
    void aBucketThatIsMissingMakesNoTable() throws InterruptedException {
        JsonNode job =
                ended(
                        db.call("ImportTable", input("things", "none", "CSV", ""))
                                .at("/ImportTableDescription/ImportArn")
                                .asText());
        assertCounts(job, "FAILED", 0, 0);
        assertThat(job.get("FailureCode").asText()).isEqualTo("S3NoSuchBucket");
        assertThat(db.error("DescribeTable", "{'TableName':'things'}"))
                .startsWith("ResourceNotFoundException");
        buckets.denied.add("ListObjectsV2");
        assertThat(imported("things", "CSV", "").get("FailureCode").asText())
                .isEqualTo("S3AccessDenied");
        buckets.denied.clear();
        JsonNode empty = imported("things", "CSV", "");
        assertCounts(empty, "COMPLETED", 0, 0);
        assertThat(empty.get("ProcessedSizeBytes").asInt()).isZero();
        assertThat(tables.items("things")).isEmpty();
    }

    @Test
    void aTokenBelongsToTheTable() throws InterruptedException {
        String token = ",'ClientToken':'t'";
        String first = begin("things", "CSV", token);
        ended(first);
        assertThat(db.error("ImportTable", input("things", "bucket", "CSV", token)))
                .isEqualTo("ResourceInUseException: Table already exists: things");
        assertThat(db.error("ImportTable", input("other", "bucket", "CSV", token)))
                .isEqualTo(
                        "ImportConflictException: Import conflict: Duplicate request detected"
                                + " with conflicting parameters");
        db.call("DeleteTable", "{'TableName':'things'}");
        assertThat(begin("things", "ION", token)).isEqualTo(first);
    }

    @Test
    void aTableThatIsBeingImportedCannotBeUsed() throws InterruptedException {
        buckets.put("in/1", line("a", "1"));
        buckets.gate = new CountDownLatch(1);
        String arn = begin("things", "DYNAMODB_JSON", "");
        String table = "{'TableName':'things'";
        db.await(() -> db.error("DescribeTable", table + "}").equals("no error"));
        assertThat(tables.describe("things").get("TableStatus").asText()).isEqualTo("CREATING");
        assertThat(describe(arn).has("ProcessedSizeBytes")).isFalse();
        assertThat(db.error("Scan", table + "}")).startsWith("ResourceNotFoundException");
        assertThat(db.error("DeleteTable", table + "}")).startsWith("ResourceInUseException");
        assertThat(db.error("UpdateTable", table + ",'DeletionProtectionEnabled':true}"))
                .startsWith("ResourceInUseException");
        assertThat(
                        db.error(
                                "UpdateTimeToLive",
                                table
                                        + ",'TimeToLiveSpecification':{'Enabled':true,"
                                        + "'AttributeName':'t'}}"))
                .startsWith("ResourceInUseException");
        assertThat(db.error("CreateBackup", table + ",'BackupName':'backup'}"))
                .isEqualTo(
                        "ContinuousBackupsUnavailableException: Backups are being enabled for the"
                                + " table: things. Please retry later");
        String second = begin("things", "DYNAMODB_JSON", "");
        assertThat(second).isNotEqualTo(arn);
        assertThat(ended(second).get("FailureCode").asText()).isEqualTo("TableAlreadyExists");
        buckets.gate.countDown();
        assertCounts(ended(arn), "COMPLETED", 1, 0);
        assertThat(tables.items("things")).containsExactly("a=1");
    }

    @Test
    void anImportGoesOnAfterARestart() throws InterruptedException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            lines.append(line("k" + i, "1")).append('\n');
        }
        buckets.put("in/1", lines.toString());
        String arn = begin("things", "DYNAMODB_JSON", "");
        db.await(() -> describe(arn).get("ProcessedItemCount").asInt() > 0);
        db.restart();
        assertCounts(ended(arn), "COMPLETED", 3_000, 0);
        assertThat(tables.items("things")).hasSize(3_000);
    }
}
