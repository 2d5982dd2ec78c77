package brume.services.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import brume.testing.harness.Surroundings;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exports to S3: their moments, formats, files, tokens and failures. */
final class ExportTest {

    private static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/things";

    @TempDir Path folder;
    private final Buckets buckets = new Buckets();
    private BackupTables tables;
    private Dynamodb db;

    @BeforeEach
    void open() {
        db = new Dynamodb(folder, Surroundings.NONE.with(buckets));
        tables = new BackupTables(db);
        tables.create("things");
        db.call(
                "UpdateContinuousBackups",
                "{'TableName':'things','PointInTimeRecoverySpecification':"
                        + "{'PointInTimeRecoveryEnabled':true}}");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private static String input(String more) {
        return "{'TableArn':'" + ARN + "','S3Bucket':'bucket'" + more + "}";
    }

    private String begin(String more) {
        return db.call("ExportTableToPointInTime", input(more))
                .at("/ExportDescription/ExportArn")
                .asText();
    }

    private JsonNode describe(String arn) {
        return db.call("DescribeExport", "{'ExportArn':'" + arn + "'}").get("ExportDescription");
    }

    /** The export, after its end. */
    private JsonNode export(String more) throws InterruptedException {
        String arn = begin(more);
        db.await(() -> !describe(arn).get("ExportStatus").asText().equals("IN_PROGRESS"));
        return describe(arn);
    }

    /** A moment that is not that of a write. */
    private String moment() {
        db.clock.advance(Duration.ofMinutes(1));
        String now = BigDecimal.valueOf(db.clock.millis(), 3).toPlainString();
        db.clock.advance(Duration.ofMinutes(20));
        return now;
    }

    private static String id(JsonNode export) {
        String arn = export.get("ExportArn").asText();
        return arn.substring(arn.lastIndexOf('/') + 1);
    }

    @Test
    void writesItemsAndManifests() throws Exception {
        tables.put("things", "a", "1");
        tables.put("things", "b", "x\\n");
        JsonNode export = export(",'S3Prefix':'pre'");
        assertThat(export.get("ExportStatus").asText()).isEqualTo("COMPLETED");
        assertThat(export.get("ItemCount").asInt()).isEqualTo(2);
        assertThat(export.get("ExportFormat").asText()).isEqualTo("DYNAMODB_JSON");
        assertThat(export.get("S3SseAlgorithm").asText()).isEqualTo("AES256");
        assertThat(export.has("ExportType")).isFalse();
        String root = "pre/AWSDynamoDB/" + id(export) + '/';
        assertThat(export.get("ExportManifest").asText()).isEqualTo(root + "manifest-summary.json");
        assertThat(buckets.lines(root + "data/"))
                .containsExactly(
                        "{\"Item\":{\"k\":{\"S\":\"a\"},\"v\":{\"S\":\"1\"}}}",
                        "{\"Item\":{\"k\":{\"S\":\"b\"},\"v\":{\"S\":\"x\\n\"}}}");
        JsonNode file = Documents.parse(buckets.text(root + "manifest-files.json").strip());
        assertThat(file.get("itemCount").asInt()).isEqualTo(2);
        byte[] data = buckets.objects.get(file.get("dataFileS3Key").asText());
        assertThat(file.get("md5Checksum").asText())
                .isEqualTo(
                        Base64.getEncoder()
                                .encodeToString(MessageDigest.getInstance("MD5").digest(data)));
        JsonNode summary = Documents.parse(buckets.text(root + "manifest-summary.json"));
        assertThat(summary.get("itemCount").asInt()).isEqualTo(2);
        assertThat(summary.get("exportArn").asText()).isEqualTo(export.get("ExportArn").asText());
        assertThat(summary.get("exportType").asText()).isEqualTo("FULL_EXPORT");
        assertThat(buckets.objects)
                .containsKeys(
                        root + "_started",
                        root + "manifest-summary.md5",
                        root + "manifest-files.md5");
    }

    @Test
    void anEmptyTableHasAnEmptyFile() throws InterruptedException {
        JsonNode export = export("");
        assertThat(export.get("ItemCount").asInt()).isZero();
        assertThat(buckets.objects.keySet().stream().filter(key -> key.contains("/data/")))
                .hasSize(1);
        assertThat(buckets.lines("/data/")).isEmpty();
    }

    @Test
    void writesEveryMoment() throws InterruptedException {
        tables.put("things", "a", "1");
        String first = moment();
        tables.put("things", "a", "2");
        tables.put("things", "b", "2");
        moment();
        db.restart();
        assertThat(
                        export(",'ExportTime':" + first + ",'S3Prefix':'first'")
                                .get("ItemCount")
                                .asInt())
                .isEqualTo(1);
        assertThat(buckets.lines("first/")).hasSize(1).first().asString().contains("\"1\"");
        export(",'S3Prefix':'now'");
        assertThat(buckets.lines("now/")).hasSize(2);
        assertThat(db.error("ExportTableToPointInTime", input(",'ExportTime':1000")))
                .isEqualTo("InvalidExportTimeException: Export Time is invalid");
        assertThat(db.error("ExportTableToPointInTime", input(",'ExportTime':99999999999")))
                .isEqualTo("InvalidExportTimeException: Export Time is invalid");
    }

    @Test
    void writesIon() throws InterruptedException {
        db.call(
                "PutItem",
                "{'TableName':'things','Item':{'k':{'S':'a\\n'},'n':{'N':'600'},'m':{'M':"
                        + "{'true':{'BOOL':true},'x y':{'NULL':true}}},'s':{'NS':['1','2.5']},"
                        + "'b':{'B':'aGk='},'l':{'L':[{'N':'-7'}]},'t':{'SS':['z']},"
                        + "'u':{'BS':['aGk=']}}}");
        export(",'ExportFormat':'ION'");
        assertThat(buckets.lines("/data/"))
                .containsExactly(
                        "$ion_1_0 {Item:{k:\"a\\n\",n:6d2,m:{'true':true,'x y':null},"
                                + "s:$dynamodb_NS::[1.,2.5],b:{{aGk=}},l:[-7.],"
                                + "t:$dynamodb_SS::[\"z\"],u:$dynamodb_BS::[{{aGk=}}]}}");
    }

    @Test
    void writesWhatChangedWithinATime() throws InterruptedException {
        tables.put("things", "same", "0");
        tables.put("things", "changed", "0");
        tables.put("things", "deleted", "0");
        String from = moment();
        tables.put("things", "changed", "1");
        tables.put("things", "changed", "2");
        tables.delete("things", "deleted");
        tables.put("things", "new", "1");
        tables.put("things", "brief", "1");
        tables.delete("things", "brief");
        String to = moment();
        tables.put("things", "changed", "3");
        tables.put("things", "same", "3");
        tables.delete("things", "new");
        String type = ",'ExportType':'INCREMENTAL_EXPORT','IncrementalExportSpecification':{";
        String window = "'ExportFromTime':" + from + ",'ExportToTime':" + to;
        JsonNode both = export(type + window + "}");
        assertThat(both.get("ItemCount").asInt()).isEqualTo(3);
        assertThat(both.get("BilledSizeBytes").asInt()).isEqualTo(10_000_000);
        assertThat(both.at("/IncrementalExportSpecification/ExportViewType").asText())
                .isEqualTo("NEW_AND_OLD_IMAGES");
        List<String> lines = buckets.lines("AWSDynamoDB/data/");
        assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("{\"Metadata\":{\"Write"));
        assertThat(String.join("\n", lines))
                .contains(
                        "\"Keys\":{\"k\":{\"S\":\"changed\"}},\"NewImage\":{\"k\":{\"S\":"
                                + "\"changed\"},\"v\":{\"S\":\"2\"}},\"OldImage\":{\"k\":{\"S\":"
                                + "\"changed\"},\"v\":{\"S\":\"0\"}}",
                        "\"Keys\":{\"k\":{\"S\":\"deleted\"}},\"OldImage\"",
                        "\"Keys\":{\"k\":{\"S\":\"new\"}},\"NewImage\"");
        buckets.objects.clear();
        export(type + window + ",'ExportViewType':'NEW_IMAGE'},'ExportFormat':'ION'");
        assertThat(buckets.lines("AWSDynamoDB/data/"))
                .hasSize(3)
                .allMatch(line -> line.startsWith("$ion_1_0 {Record:{Keys:{k:"))
                .noneMatch(line -> line.contains("OldImage"));
    }

    @Test
    void consecutiveTimesMissNothing() throws InterruptedException {
        String begin = moment();
        for (int i = 0; i < 2_500; i++) {
            tables.put("things", "k" + i % 700, "v" + i);
        }
        String middle = moment();
        for (int i = 0; i < 300; i++) {
            tables.put("things", "k" + i, "late");
        }
        String end = moment();
        String type = ",'ExportType':'INCREMENTAL_EXPORT','IncrementalExportSpecification':{";
        String window = "'ExportFromTime':%s,'ExportToTime':%s}";
        assertThat(export(type + window.formatted(begin, middle)).get("ItemCount").asInt())
                .isEqualTo(700);
        assertThat(String.join("", buckets.lines("AWSDynamoDB/data/"))).doesNotContain("late");
        assertThat(export(type + window.formatted(middle, end)).get("ItemCount").asInt())
                .isEqualTo(300);
    }

    @Test
    void tokensStandForOneExport() throws InterruptedException {
        String token = ",'ClientToken':'t'";
        String first = begin(token);
        assertThat(begin(token)).isEqualTo(first);
        assertThat(db.error("ExportTableToPointInTime", input(token + ",'S3Prefix':'x'")))
                .isEqualTo(
                        "ExportConflictException: Export conflict: Duplicate request detected"
                                + " with conflicting parameters");
        db.await(() -> describe(first).get("ExportStatus").asText().equals("COMPLETED"));
        assertThat(begin(token)).isEqualTo(first);
        db.clock.advance(Duration.ofHours(9));
        assertThat(begin(token)).isNotEqualTo(first);
    }

    @Test
    void whatS3RefusesIsToldLater() throws InterruptedException {
        JsonNode missing = exportTo("'none'");
        assertThat(missing.get("ExportStatus").asText()).isEqualTo("FAILED");
        assertThat(missing.get("FailureCode").asText()).isEqualTo("S3NoSuchBucket");
        assertThat(missing.get("FailureMessage").asText())
                .startsWith("The specified bucket does not exist (Service: Amazon S3;");
        assertThat(missing.has("ItemCount")).isFalse();
        buckets.denied.add("PutObject");
        assertThat(export("").get("FailureCode").asText()).isEqualTo("S3AccessDenied");
    }

    private JsonNode exportTo(String bucket) throws InterruptedException {
        String arn =
                db.call(
                                "ExportTableToPointInTime",
                                "{'TableArn':'" + ARN + "','S3Bucket':" + bucket + "}")
                        .at("/ExportDescription/ExportArn")
                        .asText();
        db.await(() -> describe(arn).get("ExportStatus").asText().equals("FAILED"));
        return describe(arn);
    }

    @Test
    void listsTheNewestFirst() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            export("");
            db.clock.advance(Duration.ofSeconds(1));
        }
        JsonNode page = db.call("ListExports", "{'MaxResults':2}");
        assertThat(page.get("ExportSummaries")).hasSize(2);
        String token = page.get("NextToken").asText();
        JsonNode rest = db.call("ListExports", "{'MaxResults':2,'NextToken':'" + token + "'}");
        assertThat(rest.get("ExportSummaries")).hasSize(1);
        assertThat(rest.has("NextToken")).isFalse();
        assertThat(rest.at("/ExportSummaries/0/ExportArn").asText())
                .isLessThan(page.at("/ExportSummaries/1/ExportArn").asText());
        assertThat(db.error("ListImports", "{'NextToken':'" + token + "'}"))
                .isEqualTo("Invalid Request: Provided nextToken is invalid: " + token);
        String ofTable = "{'TableArn':'" + ARN + "'}";
        assertThat(db.call("ListExports", ofTable).get("ExportSummaries")).hasSize(3);
        db.call("DeleteTable", "{'TableName':'things'}");
        assertThat(db.call("ListExports", ofTable).get("ExportSummaries")).isEmpty();
        assertThat(describe(page.at("/ExportSummaries/0/ExportArn").asText())).isNotEmpty();
    }
}
