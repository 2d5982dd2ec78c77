package brume.services.dynamodb.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the changes of a table's items, as it is stored. It outlives its table.
 *
 * @param label when it was enabled, as {@code 2026-01-31T23:59:59.999}
 * @param number what the keys of its records begin with; never used again
 * @param disabledMillis when it was switched off, or its table deleted
 */
public record ItemStream(
        String account,
        String region,
        String tableName,
        String label,
        long number,
        long createdMillis,
        StreamView view,
        KeySchema key,
        @Nullable Long disabledMillis) {

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /** The label of a stream that was enabled at {@code millis}. */
    public static String label(long millis) {
        return LABEL.format(Instant.ofEpochMilli(millis));
    }

    public static String arn(Scope scope, String tableName, String label) {
        return scope.arn("dynamodb", "table/" + tableName + "/stream/" + label).toString();
    }

    public String arn() {
        return arn(scope(), tableName, label);
    }

    public Scope scope() {
        return new Scope(new AccountId(account), new Region(region));
    }

    public boolean isEnabled() {
        return disabledMillis == null;
    }

    public ItemStream disabledAt(long millis) {
        return new ItemStream(
                account, region, tableName, label, number, createdMillis, view, key, millis);
    }
}
