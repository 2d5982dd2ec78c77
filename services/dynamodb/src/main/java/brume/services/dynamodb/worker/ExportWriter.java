package brume.services.dynamodb.worker;

import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Export.DataFile;
import brume.services.dynamodb.domain.Export.Window;
import brume.services.dynamodb.domain.KeyAttribute;
import brume.services.dynamodb.store.ChangedItems;
import brume.services.dynamodb.store.ExportFiles;
import brume.services.dynamodb.store.ItemRows;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.StoredItem;
import brume.services.dynamodb.transfer.ItemWriter;
import brume.services.dynamodb.value.Value;
import brume.services.dynamodb.worker.JobObjects.Refused;
import brume.wire.Documents;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the objects of an export. Source of their names and contents: Developer Guide, "DynamoDB
 * table export output format".
 */
final class ExportWriter {

    /** Of one file's items as they are stored; only the compressed file is in memory. */
    private static final long FILE_BYTES = 32L << 20;

    private static final int PAGE_ROWS = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    /** AWS's names of files have 26 characters of this alphabet. */
    private static final int NAME_LENGTH = 26;

    private static final int NAME_RADIX = 32;

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final ItemStore items;
    private final JobObjects objects;

    ExportWriter(ItemStore items, JobObjects objects) {
        this.items = items;
        this.objects = objects;
    }

    /**
     * A file that was written.
     *
     * @param position where the next one begins
     * @param last whether there is no next one
     * @param bytes the sizes of its items
     */
    record Written(DataFile file, @Nullable String position, boolean last, long bytes) {}

    /** Finds out whether the bucket can be written, with an empty object. */
    void begin(Export export) throws Refused {
        objects.put(export, export.folder() + "_started", new byte[0]);
    }

    /** The lines of a file that is being made. */
    private static final class Lines {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final OutputStream out;
        private final ItemWriter writer;
        private long count;
        private long size;
        private @Nullable String position;
        private boolean last;

        Lines(String format, @Nullable String position) throws IOException {
            this.out = new GZIPOutputStream(bytes);
            this.writer = ItemWriter.of(format);
            this.position = position;
        }

        void add(byte[] line, long itemBytes) throws IOException {
            out.write(line);
            count++;
            size += itemBytes;
        }

        boolean full() {
            return last || size >= FILE_BYTES;
        }
    }

    /** Writes the next file of items. */
    Written writeFile(Export export) throws Refused {
        try {
            Lines lines = new Lines(export.target().format(), export.progress().position());
            while (!lines.full()) {
                if (export.window() == null) {
                    addItems(export, lines);
                } else {
                    addChanges(export, export.window(), lines);
                }
            }
            lines.out.close();
            byte[] body = lines.bytes.toByteArray();
            String key = export.dataFolder() + name(export) + extension(export) + ".gz";
            String etag = objects.put(export, key, body);
            String md5 = Base64.getEncoder().encodeToString(md5(body));
            return new Written(
                    new DataFile(key, lines.count, md5, etag),
                    lines.position,
                    lines.last,
                    lines.size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String extension(Export export) {
        return export.target().format().equals("ION") ? ".ion" : ".json";
    }

    /** The name of the next file: the same whenever it is written. */
    private static String name(Export export) {
        String text = export.table() + "/" + export.id() + '/' + export.progress().files();
        String digits =
                new BigInteger(1, md5(text.getBytes(StandardCharsets.UTF_8))).toString(NAME_RADIX);
        return "0".repeat(NAME_LENGTH - digits.length()) + digits;
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private void addItems(Export export, Lines lines) throws IOException {
        ItemRows.Page page =
                items.read(reader ->
                        ItemRows.page(
                                reader, export.number(), lines.position, PAGE_ROWS, PAGE_BYTES));
        for (StoredItem item : page.items()) {
            lines.add(lines.writer.item(item.attributes()), item.size());
        }
        lines.last = !page.more();
        lines.position = page.rows().isEmpty() ? lines.position : page.position();
    }

    private void addChanges(Export export, Window window, Lines lines) throws IOException {
        List<@Nullable StoredItem> after = new ArrayList<>();
        ChangedItems.Page page =
                items.read(reader -> {
                    ChangedItems.Page found =
                            ChangedItems.page(
                                    reader, export.number(), lines.position, PAGE_ROWS, PAGE_BYTES);
                    for (ChangedItems.Changed changed : found.items()) {
                        after.add(
                                ItemRows.find(reader, export.number(), changed.itemKey())
                                        .map(ItemRows.Row::item)
                                        .orElse(null));
                    }
                    return found;
                });
        for (int i = 0; i < page.items().size(); i++) {
            addChange(export, window, lines, page.items().get(i), after.get(i));
        }
        lines.last = !page.more();
        lines.position =
                page.items().isEmpty() ? lines.position : page.items().getLast().position();
    }

    /** An item that was made and deleted within the window is not shown. */
    private static void addChange(
            Export export,
            Window window,
            Lines lines,
            ChangedItems.Changed changed,
            @Nullable StoredItem after)
            throws IOException {
        StoredItem before = changed.before();
        StoredItem present = after == null ? before : after;
        if (present == null) {
            return;
        }
        Map<String, Value> keys = new LinkedHashMap<>();
        for (KeyAttribute attribute : export.key().attributes()) {
            Value value = present.attributes().get(attribute.name());
            if (value != null) {
                keys.put(attribute.name(), value);
            }
        }
        Map<String, Value> old = before == null || !window.oldImages() ? null : before.attributes();
        byte[] line =
                lines.writer.change(
                        changed.millis() * 1_000,
                        keys,
                        after == null ? null : after.attributes(),
                        old);
        lines.add(line, (after == null ? 0 : after.size()) + (before == null ? 0 : before.size()));
    }

    /** Writes the manifests. */
    void finish(Export export, long nowMillis) throws Refused {
        ByteArrayOutputStream files = new ByteArrayOutputStream();
        items.read(reader -> {
            ExportFiles.visit(reader, export, file -> files.writeBytes(entry(file)));
            return true;
        });
        putWithChecksum(export, "manifest-files", files.toByteArray());
        putWithChecksum(export, "manifest-summary", summary(export, nowMillis));
    }

    private void putWithChecksum(Export export, String name, byte[] body) throws Refused {
        objects.put(export, export.folder() + name + ".json", body);
        byte[] checksum = Base64.getEncoder().encode(md5(body));
        objects.put(export, export.folder() + name + ".md5", checksum);
    }

    private static byte[] entry(DataFile file) {
        ObjectNode entry = Documents.object();
        entry.put("itemCount", file.items());
        entry.put("md5Checksum", file.md5());
        entry.put("etag", file.etag());
        entry.put("dataFileS3Key", file.key());
        return (Documents.text(entry) + '\n').getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] summary(Export export, long nowMillis) {
        Export.Target target = export.target();
        String tableArn =
                export.table().scope().arn("dynamodb", "table/" + export.table().name()).toString();
        ObjectNode summary = Documents.object();
        summary.put("version", export.window() == null ? "2020-06-30" : "2023-08-01");
        summary.put("exportArn", tableArn + "/export/" + export.id());
        summary.put("startTime", time(export.startMillis()));
        summary.put("endTime", time(nowMillis));
        summary.put("tableArn", tableArn);
        summary.put("tableId", export.tableId());
        Window window = export.window();
        if (window == null) {
            Long moment = export.exportMillis();
            summary.put("exportTime", time(moment == null ? export.startMillis() : moment));
        } else {
            summary.put("exportFromTime", time(window.fromMillis()));
            summary.put("exportToTime", time(window.toMillis()));
        }
        summary.put("s3Bucket", target.bucket());
        summary.put("s3Prefix", target.prefix());
        summary.put("s3SseAlgorithm", target.sseAlgorithm());
        summary.put("s3SseKmsKeyId", target.sseKmsKeyId());
        summary.put("manifestFilesS3Key", export.folder() + "manifest-files.json");
        summary.put("billedSizeBytes", export.billedBytes());
        summary.put("itemCount", export.progress().items());
        summary.put("outputFormat", target.format());
        if (window != null) {
            summary.put("outputView", window.oldImages() ? "NEW_AND_OLD_IMAGES" : "NEW_IMAGE");
        }
        summary.put("exportType", window == null ? "FULL_EXPORT" : "INCREMENTAL_EXPORT");
        return Documents.text(summary).getBytes(StandardCharsets.UTF_8);
    }

    private static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }
}
