package brume.services.dynamodb.domain;

import brume.base.AccountId;
import brume.base.Region;
import brume.base.Scope;
import java.util.List;

/**
 * A global table of version 2017.11.29, which has a name and operations of its own.
 *
 * @param regions where its replicas are, which are ordinary tables that were joined
 */
public record LegacyGlobalTable(
        String account, String name, long createdMillis, List<String> regions) {

    public Scope scope(String region) {
        return new Scope(new AccountId(account), new Region(region));
    }

    public LegacyGlobalTable withRegions(List<String> changed) {
        return new LegacyGlobalTable(account, name, createdMillis, changed);
    }

    /** What each of its replicas has stored. */
    public Replication replication() {
        return new Replication(
                Replication.LEGACY,
                false,
                regions.stream()
                        .map(region -> new Replica(region, null, createdMillis, true))
                        .toList(),
                null);
    }
}
