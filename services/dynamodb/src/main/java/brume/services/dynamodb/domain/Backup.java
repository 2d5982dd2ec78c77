package brume.services.dynamodb.domain;

import brume.base.Ids;
import brume.base.Scope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A backup of a table, as it is stored. It outlives its table.
 *
 * @param source the table, whose name is a part of the backup's ARN
 * @param id the last part of the ARN: the time in milliseconds, then eight hexadecimal digits
 * @param number what the keys of its items begin with; never used again
 * @param expiresMillis when a system backup goes by itself
 * @param table the table's description at the moment of the backup
 */
public record Backup(
        TableRef source,
        String id,
        String name,
        Type type,
        boolean available,
        long number,
        long createdMillis,
        @Nullable Long expiresMillis,
        Table table,
        long items,
        long bytes) {

    /** Who made the backup, in the words of the API. */
    public enum Type {
        USER,
        SYSTEM
    }

    /** A backup whose items are still to be copied. */
    public static Backup byUser(Table table, String name, long number, long nowMillis) {
        return new Backup(
                TableRef.of(table),
                id(nowMillis, Ids.hex(8)),
                name,
                Type.USER,
                false,
                number,
                nowMillis,
                null,
                table,
                0,
                0);
    }

    /** The backup that a deleted table leaves: its items, where they are. */
    public static Backup ofDeleted(
            Table table, long items, long bytes, long nowMillis, long expiresMillis) {
        return new Backup(
                TableRef.of(table),
                id(nowMillis, "00000000"),
                table.name() + "$DeletedTableBackup",
                Type.SYSTEM,
                true,
                table.number(),
                nowMillis,
                expiresMillis,
                table,
                items,
                bytes);
    }

    private static String id(long millis, String suffix) {
        return String.format(Locale.ROOT, "%014d-%s", millis, suffix);
    }

    public static String arn(Scope scope, String tableName, String id) {
        return scope.arn("dynamodb", "table/" + tableName + "/backup/" + id).toString();
    }

    public String arn() {
        return arn(source.scope(), source.name(), id);
    }

    /** The backup with all its items. */
    public Backup completed(long itemCount, long sizeBytes) {
        return new Backup(
                source,
                id,
                name,
                type,
                true,
                number,
                createdMillis,
                expiresMillis,
                table,
                itemCount,
                sizeBytes);
    }
}
