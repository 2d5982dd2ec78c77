package brume.services.dynamodb.domain;

import org.jspecify.annotations.Nullable;

/**
 * What backups and restores keep in a table's description.
 *
 * @param pointInTime point-in-time recovery, if it is enabled
 * @param copiesUnderWay copies of the table that are being made and need its undo log
 * @param restore from what the table is being restored, while that lasts
 */
public record Recovery(
        @Nullable PointInTime pointInTime, int copiesUnderWay, @Nullable Restore restore) {

    /** What most tables have. */
    public static final Recovery NONE = new Recovery(null, 0, null);

    private static final long DAY_MILLIS = 24 * 3600 * 1000L;

    /**
     * Point-in-time recovery of a table.
     *
     * @param enabledMillis when it was enabled; tells one use of it from the next
     * @param completeSinceMillis since when the undo log has everything that was not trimmed
     * @param periodDays how far back the table can be restored
     */
    public record PointInTime(long enabledMillis, long completeSinceMillis, int periodDays) {

        /** The earliest moment to which the table can be restored. */
        public long earliestMillis(long nowMillis) {
            return Math.max(completeSinceMillis, nowMillis - periodDays * DAY_MILLIS);
        }

        /** With another period; what a shorter one gave up does not come back with a longer one. */
        public PointInTime withPeriod(int days, long nowMillis) {
            long kept = Math.min(days, periodDays);
            return new PointInTime(
                    enabledMillis,
                    Math.max(completeSinceMillis, nowMillis - kept * DAY_MILLIS),
                    days);
        }
    }

    /** The source of a restore, or none of an import, and the moment whose state it brings back. */
    public record Restore(
            @Nullable String sourceBackupArn, @Nullable String sourceTableArn, long millis) {

        /** Whether the items come from S3. */
        public boolean ofImport() {
            return sourceBackupArn == null && sourceTableArn == null;
        }
    }

    /** A table that is being restored. */
    public static Recovery restoring(Restore restore) {
        return new Recovery(null, 0, restore);
    }

    /** A table whose items are being imported. */
    public static Recovery importing(long nowMillis) {
        return restoring(new Restore(null, null, nowMillis));
    }

    /** Whether every change of an item appends its old image to the undo log. */
    public boolean keepsUndoLog() {
        return pointInTime != null || copiesUnderWay > 0;
    }

    public Recovery withPointInTime(@Nullable PointInTime changed) {
        return new Recovery(changed, copiesUnderWay, restore);
    }

    public Recovery withCopy() {
        return new Recovery(pointInTime, copiesUnderWay + 1, restore);
    }

    public Recovery withoutCopy() {
        return new Recovery(pointInTime, copiesUnderWay - 1, restore);
    }
}
