package brume.services.states.worker;

import brume.services.states.domain.asl.DistributedMap;
import brume.services.states.domain.asl.DistributedMap.Format;
import brume.services.states.domain.asl.DistributedMap.InputType;
import brume.services.states.domain.asl.DistributedMap.ManifestType;
import brume.services.states.domain.asl.DistributedMap.Source;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The items that an ItemReader names: the objects of a bucket, the contents of an object, or those
 * of the files that a manifest lists. Source: "ItemReader (Map)" of the developer guide.
 */
final class ItemSources {

    /** Of a manifest, bytes: an inventory lists its files in one small object. */
    private static final int MANIFEST_BYTES_MAX = 16 * 1024 * 1024;

    private final S3Objects objects;

    ItemSources(S3Objects objects) {
        this.objects = objects;
    }

    /**
     * Hands the items on, in their order.
     *
     * @param arguments what S3 is called with
     */
    void read(DistributedMap.Reader reader, JsonNode arguments, ItemFiles.Sink sink)
            throws IOException, ItemReaderException {
        Format format = reader.format();
        if (reader.source() == Source.LIST_OBJECTS) {
            list(format, arguments, sink);
        } else if (format.manifestType() == ManifestType.ATHENA_DATA) {
            athena(format, arguments, sink);
        } else if (format.type() == InputType.MANIFEST) {
            inventory(arguments, sink);
        } else {
            try (InputStream file = objects.open(arguments)) {
                ItemFiles.read(file, format, format.type(), sink);
            }
        }
    }

    private void list(Format format, JsonNode arguments, ItemFiles.Sink sink)
            throws IOException, ItemReaderException {
        ObjectNode request = arguments.deepCopy();
        String bucket = request.path("Bucket").asText();
        while (true) {
            JsonNode page = objects.list(request);
            for (JsonNode object : page.path("Contents")) {
                boolean more =
                        format.loadAndFlatten()
                                ? load(bucket, object.path("Key").asText(), format, sink)
                                : sink.take(listed(object));
                if (!more) {
                    return;
                }
            }
            JsonNode next = page.get("NextContinuationToken");
            if (next == null || next.isNull()) {
                return;
            }
            request.set("ContinuationToken", next);
        }
    }

    /** An object of a list as an item has it: "Etag", and seconds since the epoch. */
    private static ObjectNode listed(JsonNode object) {
        ObjectNode item = Documents.object();
        item.set("Etag", object.path("ETag"));
        JsonNode modified = object.path("LastModified");
        item.put(
                "LastModified",
                modified.isNumber()
                        ? modified.longValue()
                        : Instant.parse(modified.asText()).getEpochSecond());
        item.set("Key", object.path("Key"));
        item.set("Size", object.path("Size"));
        item.put("StorageClass", object.path("StorageClass").asText("STANDARD"));
        return item;
    }

    private boolean load(String bucket, String key, Format format, ItemFiles.Sink sink)
            throws IOException, ItemReaderException {
        ObjectNode request = Documents.object();
        request.put("Bucket", bucket).put("Key", key);
        try (InputStream file = objects.open(request)) {
            return ItemFiles.read(file, format, format.type(), sink);
        }
    }

    /** The files of an S3 inventory: compressed CSV without headers, which the manifest has. */
    private void inventory(JsonNode arguments, ItemFiles.Sink sink)
            throws IOException, ItemReaderException {
        JsonNode manifest = manifest(arguments);
        if (!manifest.path("fileFormat").asText().equals("CSV")) {
            throw new ItemReaderException(
                    "Inventories of the format "
                            + manifest.path("fileFormat").asText()
                            + " are not supported by this server yet");
        }
        List<String> headers =
                Arrays.stream(manifest.path("fileSchema").asText().split(",", -1))
                        .map(String::strip)
                        .toList();
        String bucket = arguments.path("Bucket").asText();
        Format format = new Format(InputType.CSV, headers, ',', null, null, false, null);
        for (JsonNode file : manifest.path("files")) {
            ObjectNode request = Documents.object();
            request.put("Bucket", bucket).put("Key", file.path("key").asText());
            try (InputStream content = new GZIPInputStream(objects.open(request))) {
                if (!ItemFiles.read(content, format, InputType.CSV, sink)) {
                    return;
                }
            }
        }
    }

    private JsonNode manifest(JsonNode arguments) throws IOException, ItemReaderException {
        try (InputStream file = objects.open(arguments)) {
            byte[] bytes = file.readNBytes(MANIFEST_BYTES_MAX + 1);
            if (bytes.length > MANIFEST_BYTES_MAX) {
                throw new ItemReaderException("The manifest is too large");
            }
            return Documents.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw new ItemReaderException("The manifest is not valid JSON");
        }
    }

    /** The files of an Athena query: the manifest has the address of one in each line. */
    private void athena(Format format, JsonNode arguments, ItemFiles.Sink sink)
            throws IOException, ItemReaderException {
        List<String> addresses = new ArrayList<>();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(objects.open(arguments), StandardCharsets.UTF_8))) {
            lines.lines().limit(MANIFEST_BYTES_MAX / 64).forEach(addresses::add);
        }
        for (String address : addresses) {
            String[] parts = address.strip().split("/", 4);
            if (parts.length < 4 || !parts[0].equals("s3:")) {
                throw new ItemReaderException("The manifest lists no address of S3: " + address);
            }
            if (!load(parts[2], parts[3], format, sink)) {
                return;
            }
        }
    }
}
