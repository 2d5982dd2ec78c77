package brume.services.states;

import static org.assertj.core.api.Assertions.assertThat;

import brume.api.states.DescribeExecutionOutput;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Items and results of distributed Map states in S3. What broken files are told is recorded in
 * LocalStack's v2/scenarios, test_map_item_reader_*.
 */
class DistributedMapFilesTest {

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private StatesFixture states;

    @BeforeEach
    void open(@TempDir Path folder) {
        states = new StatesFixture(folder);
        states.calls.operation("s3:getObject", this::get);
        states.calls.operation("s3:putObject", this::put);
        states.calls.operation(
                "s3:listObjectsV2",
                input ->
                        Documents.parse(
                                """
                                {"Contents": [{"ETag": "\\"e\\"", "Key": "%s", "Size": 3,
                                   "LastModified": "2026-01-01T00:00:00Z", "StorageClass": "STANDARD"}]%s}
                                """
                                        .formatted(
                                                input.has("ContinuationToken") ? "b" : "a",
                                                input.has("ContinuationToken")
                                                        ? ""
                                                        : ", \"NextContinuationToken\": \"t\"")));
    }

    @AfterEach
    void close() {
        states.close();
    }

    private JsonNode get(JsonNode input) {
        byte[] all = objects.get(input.get("Key").asText());
        String range = input.get("Range").asText().substring("bytes=".length());
        int dash = range.indexOf('-');
        int from = Integer.parseInt(range.substring(0, dash));
        int to = Math.min(all.length, Integer.parseInt(range.substring(dash + 1)) + 1);
        return Documents.object()
                .put("Body", Arrays.copyOfRange(all, from, to))
                .put("ContentRange", "bytes " + from + '-' + (to - 1) + '/' + all.length);
    }

    private JsonNode put(JsonNode input) {
        try {
            objects.put(input.get("Key").asText(), input.get("Body").binaryValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Documents.object();
    }

    private DescribeExecutionOutput run(String reader, String file) {
        objects.put("file", file.getBytes(StandardCharsets.UTF_8));
        return states.run(
                map(
                        """
                        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": %s,
                          "Parameters": {"Bucket": "b", "Key": "file"}},
                        """
                                .formatted(reader)),
                "{\"max\": 1}");
    }

    private static String map(String fields) {
        return """
        {"StartAt": "M", "States": {"M": {"Type": "Map", %s "End": true, "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}}}
        """
                .formatted(fields);
    }

    @Test
    void filesOfEachTypeAreRead() {
        assertThat(run("{\"InputType\": \"JSON\"}", "[1, {\"a\": 2}]").output())
                .isEqualTo("[1,{\"a\":2}]");
        assertThat(
                        run(
                                        "{\"InputType\": \"JSON\", \"ItemsPointer\": \"/x/y\"}",
                                        "{\"w\": [0], \"x\": {\"y\": [1, [2]], \"z\": 3}}")
                                .output())
                .isEqualTo("[1,[2]]");
        assertThat(run("{\"InputType\": \"JSONL\"}", "1\n{\"a\": 2}\n").output())
                .isEqualTo("[1,{\"a\":2}]");
        assertThat(
                        run(
                                        "{\"InputType\": \"CSV\", \"CSVHeaderLocation\":"
                                                + " \"FIRST_ROW\"}",
                                        "Col1,Col2\n\"a \"\"b\"\"\nc\",d,extra\n,\n")
                                .output())
                .isEqualTo(
                        "[{\"Col1\":\"a"
                            + " \\\"b\\\"\\nc\",\"Col2\":\"d\"},{\"Col1\":\"\",\"Col2\":\"\"}]");
        assertThat(
                        run(
                                        "{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\","
                                                + " \"CSVHeaders\": [\"H\"], \"CSVDelimiter\":"
                                                + " \"PIPE\", \"MaxItemsPath\": \"$.max\"}",
                                        "a|b\nc|d")
                                .output())
                .isEqualTo("[{\"H\":\"a\"}]");
    }

    @Test
    void brokenFilesFailTheMapRun() {
        DescribeExecutionOutput end = run("{\"InputType\": \"JSON\"}", "{\"a\": 1}");
        assertThat(end.error()).isEqualTo("States.ItemReaderFailed");
        assertThat(end.cause()).isEqualTo("Attempting to map over non-iterable node.");
        assertThat(states.events(end.executionArn()))
                .containsSequence(
                        "3<2 MapStateStarted",
                        "4<3 MapRunStarted",
                        "5<4 MapRunFailed",
                        "6<5 MapStateFailed",
                        "7<6 ExecutionFailed");
        assertThat(
                        run(
                                        "{\"InputType\": \"CSV\", \"CSVHeaderLocation\": \"GIVEN\","
                                                + " \"CSVHeaders\": [\"H\", \"H\"]}",
                                        "a,b")
                                .cause())
                .isEqualTo("CSV headers cannot contain duplicates.");
    }

    @Test
    void listedObjectsAreItems() {
        DescribeExecutionOutput end =
                states.run(
                        map(
                                """
                                "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",
                                  "Parameters": {"Bucket": "b"}},
                                """),
                        "{}");

        assertThat(end.output())
                .isEqualTo(
                        "[{\"Etag\":\"\\\"e\\\"\",\"LastModified\":1767225600,\"Key\":\"a\",\"Size\":3,"
                            + "\"StorageClass\":\"STANDARD\"},{\"Etag\":\"\\\"e\\\"\","
                            + "\"LastModified\":1767225600,\"Key\":\"b\",\"Size\":3,"
                            + "\"StorageClass\":\"STANDARD\"}]");
    }

    /** Source: developer guide, "ItemReader (Map)", Transformation. */
    @Test
    void listedObjectsAreLoadedAndFlattened() {
        objects.put("a", "[1, 2]".getBytes(StandardCharsets.UTF_8));
        objects.put("b", "[{\"c\": 3}]".getBytes(StandardCharsets.UTF_8));

        DescribeExecutionOutput end =
                states.run(
                        map(
                                """
                                "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",
                                  "ReaderConfig": {"InputType": "JSON",
                                    "Transformation": "LOAD_AND_FLATTEN"},
                                  "Parameters": {"Bucket": "b", "Prefix": ""}},
                                """),
                        "{}");

        assertThat(end.output()).isEqualTo("[1,2,{\"c\":3}]");
    }

    /** Source: S3 user guide, "Amazon S3 Inventory list": manifest.json and gzipped CSV files. */
    @Test
    void theRowsOfAnInventoryAreItems() throws IOException {
        objects.put("data/1.csv.gz", zipped("\"b\",\"k1\",\"3\"\n\"b\",\"k2\",\"4\"\n"));

        DescribeExecutionOutput end =
                run(
                        "{\"InputType\": \"MANIFEST\"}",
                        """
                        {"sourceBucket": "b", "fileFormat": "CSV", "fileSchema": "Bucket, Key, Size",
                          "files": [{"key": "data/1.csv.gz", "size": 60, "MD5checksum": "x"}]}
                        """);

        assertThat(Documents.parse(end.output()))
                .isEqualTo(
                        Documents.parse(
                                """
                                [{"Bucket": "b", "Key": "k1", "Size": "3"},
                                 {"Bucket": "b", "Key": "k2", "Size": "4"}]
                                """));
        assertThat(
                        run(
                                        "{\"InputType\": \"MANIFEST\"}",
                                        "{\"fileFormat\": \"Parquet\", \"files\": []}")
                                .cause())
                .isEqualTo(
                        "Inventories of the format Parquet are not supported by this server yet");
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Source: Athena user guide, UNLOAD: the manifest lists an address of S3 in each line. */
    @Test
    void theFilesOfAnAthenaManifestAreRead() {
        objects.put("out/1", "{\"n\": 1}\n{\"n\": 2}\n".getBytes(StandardCharsets.UTF_8));
        objects.put("out/2", "{\"n\": 3}\n".getBytes(StandardCharsets.UTF_8));

        DescribeExecutionOutput end =
                run(
                        "{\"InputType\": \"JSONL\", \"ManifestType\": \"ATHENA_DATA\"}",
                        "s3://b/out/1\ns3://b/out/2\n");

        assertThat(end.output()).isEqualTo("[{\"n\":1},{\"n\":2},{\"n\":3}]");
    }

    @Test
    void resultsAreWritten() {
        DescribeExecutionOutput end =
                states.run(
                        map(
                                """
                                "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
                                  "Parameters": {"Bucket": "results", "Prefix": "jobs"}},
                                """),
                        "[\"Hello\", \"World\"]");

        JsonNode output = Documents.parse(end.output());
        String arn = output.get("MapRunArn").asText();
        String key = output.at("/ResultWriterDetails/Key").asText();
        assertThat(key)
                .isEqualTo("jobs/" + arn.substring(arn.lastIndexOf(':') + 1) + "/manifest.json");
        JsonNode manifest = Documents.parse(objects.get(key));
        assertThat(manifest.get("DestinationBucket").asText()).isEqualTo("results");
        assertThat(manifest.get("MapRunArn").asText()).isEqualTo(arn);
        assertThat(manifest.at("/ResultFiles/FAILED")).isEmpty();
        JsonNode written = manifest.at("/ResultFiles/SUCCEEDED/0");
        byte[] file = objects.get(written.get("Key").asText());
        assertThat(written.get("Size").asInt()).isEqualTo(file.length);
        JsonNode results = Documents.parse(file);
        assertThat(results).hasSize(2);
        assertThat(results.get(0).get("Output").asText()).isEqualTo("\"Hello\"");
        assertThat(results.get(0).get("Status").asText()).isEqualTo("SUCCEEDED");
        assertThat(results.get(0).at("/InputDetails/Included").asBoolean()).isTrue();
    }
}
