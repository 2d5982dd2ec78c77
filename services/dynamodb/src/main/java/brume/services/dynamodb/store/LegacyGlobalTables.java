package brume.services.dynamodb.store;

import brume.base.AccountId;
import brume.services.dynamodb.domain.LegacyGlobalTable;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The global tables of version 2017.11.29: {@code dynamodb, global-table, account, name}. */
public final class LegacyGlobalTables {

    private static final Key ROWS = Key.of("dynamodb", "global-table");

    private LegacyGlobalTables() {}

    private static Key key(AccountId account, String name) {
        return ROWS.with(account.value()).with(name);
    }

    public static Optional<LegacyGlobalTable> find(Reader reader, AccountId account, String name) {
        return reader.find(key(account, name)).map(LegacyGlobalTables::read);
    }

    private static LegacyGlobalTable read(byte[] row) {
        return Documents.read(row, LegacyGlobalTable.class);
    }

    public static void put(Transaction transaction, LegacyGlobalTable table) {
        transaction.put(key(new AccountId(table.account()), table.name()), Documents.write(table));
    }

    /** At most {@code limit} global tables after {@code after} that have a replica in a region. */
    public static List<LegacyGlobalTable> list(
            Reader reader,
            AccountId account,
            @Nullable String region,
            @Nullable String after,
            int limit) {
        Key prefix = ROWS.with(account.value());
        Range range =
                after == null ? Range.prefix(prefix) : Range.after(prefix, prefix.with(after));
        List<LegacyGlobalTable> found = new ArrayList<>();
        reader.scan(
                range,
                (key, value) -> {
                    LegacyGlobalTable table = read(value);
                    if (region == null || table.regions().contains(region)) {
                        found.add(table);
                    }
                    return found.size() < limit;
                });
        return found;
    }
}
