package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/**
 * A copy of a table's items that is being made, for a backup or a restore, and how far it has come.
 * The items are copied page by page, while the table may change; then the records of the undo log
 * that are younger than the moment of the copy take those changes back, the youngest first; then
 * the copy is counted and indexed. Each step can be done twice. A copy of what changed within a
 * time first finds the items that did, and then copies those only.
 *
 * @param source what the keys of the source's items begin with
 * @param destination what the keys of the copied items begin with
 * @param sourceTable the table that keeps an undo log for this copy; null if the source is a backup
 * @param handedOver whether the source table was deleted and its items became those of a backup
 * @param target the table that is restored, or the table of the backup that is made
 * @param backupId the backup or export that is made, or null
 * @param moment the time to whose state the copy goes back, or null for the mark in the undo log
 *     that bears the copy's destination
 * @param phase what is being done
 * @param position how far it was done: the hexadecimal key of the last item, or null at the start
 * @param undoFrom the number of the youngest undo record that is still to be applied
 * @param items the items that were counted
 * @param bytes their sizes
 * @param changes for a copy of only what was changed, or null
 */
public record TableCopy(
        long source,
        long destination,
        @Nullable TableRef sourceTable,
        boolean handedOver,
        TableRef target,
        @Nullable String backupId,
        @Nullable Long moment,
        Phase phase,
        @Nullable String position,
        long undoFrom,
        long items,
        long bytes,
        @Nullable Changes changes) {

    /**
     * The changes that a copy is of: those before its moment, and not before {@code sinceMillis}.
     *
     * @param reached whether the search for them, from the youngest change backwards, has come to
     *     the copy's moment
     */
    public record Changes(long sinceMillis, boolean reached) {}

    /** The phases in their order; CHANGES and UNDO are for copies of tables only. */
    public enum Phase {
        CHANGES,
        ROWS,
        UNDO,
        COUNT
    }

    /** A copy of a backup's items into a new table. */
    public static TableCopy ofBackup(Backup backup, Table target) {
        return begun(backup.number(), target.number(), null, TableRef.of(target), null, null);
    }

    /** A copy of a table's items, as they are now, into a new backup. */
    public static TableCopy into(Backup backup, Table source) {
        TableRef table = TableRef.of(source);
        return begun(source.number(), backup.number(), table, table, backup.id(), null);
    }

    /** A copy of a table's items as they were at {@code moment} (null: now) into a new table. */
    public static TableCopy ofPast(Table source, Table target, @Nullable Long moment) {
        return begun(
                source.number(),
                target.number(),
                TableRef.of(source),
                TableRef.of(target),
                null,
                moment);
    }

    /** A copy of a table's items as they were at {@code moment} (null: now), for an export. */
    public static TableCopy forExport(
            Table source, long destination, String id, @Nullable Long moment) {
        TableRef table = TableRef.of(source);
        return begun(source.number(), destination, table, table, id, moment);
    }

    /** As {@link #forExport}, of the items that were changed since a time. */
    public static TableCopy ofChanges(
            Table source, long destination, String id, long moment, long sinceMillis) {
        return forExport(source, destination, id, moment)
                .changed(
                        false,
                        Phase.CHANGES,
                        null,
                        Long.MAX_VALUE,
                        0,
                        0,
                        new Changes(sinceMillis, false));
    }

    private static TableCopy begun(
            long source,
            long destination,
            @Nullable TableRef sourceTable,
            TableRef target,
            @Nullable String backupId,
            @Nullable Long moment) {
        return new TableCopy(
                source,
                destination,
                sourceTable,
                false,
                target,
                backupId,
                moment,
                Phase.ROWS,
                null,
                0,
                0,
                0,
                null);
    }

    /** After a part of the search for changes, which goes on from {@code number} downwards. */
    public TableCopy searching(long number, boolean reached) {
        Changes sought = changes == null ? null : new Changes(changes.sinceMillis(), reached);
        return changed(handedOver, phase, null, number, items, bytes, sought);
    }

    /** After the changes have been found. */
    public TableCopy copying() {
        return changed(handedOver, Phase.ROWS, null, 0, items, bytes, changes);
    }

    /** At another position of the same phase. */
    public TableCopy at(String itemKey) {
        return changed(handedOver, phase, itemKey, undoFrom, items, bytes, changes);
    }

    /** At the beginning of the undo log's part from {@code number} downwards. */
    public TableCopy undoing(long number) {
        return changed(handedOver, Phase.UNDO, null, number, items, bytes, changes);
    }

    public TableCopy counting() {
        return changed(handedOver, Phase.COUNT, null, 0, 0, 0, changes);
    }

    public TableCopy counted(long moreItems, long moreBytes) {
        return changed(
                handedOver,
                phase,
                position,
                undoFrom,
                items + moreItems,
                bytes + moreBytes,
                changes);
    }

    /** After the deleted source table's items have become those of a backup. */
    public TableCopy ofHandedOver() {
        return changed(true, phase, position, undoFrom, items, bytes, changes);
    }

    private TableCopy changed(
            boolean newHandedOver,
            Phase newPhase,
            @Nullable String newPosition,
            long newUndoFrom,
            long newItems,
            long newBytes,
            @Nullable Changes newChanges) {
        return new TableCopy(
                source,
                destination,
                sourceTable,
                newHandedOver,
                target,
                backupId,
                moment,
                newPhase,
                newPosition,
                newUndoFrom,
                newItems,
                newBytes,
                newChanges);
    }
}
