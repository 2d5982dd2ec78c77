package brume.services.dynamodb.op;

import brume.base.Clock;
import brume.events.Queues;
import brume.services.dynamodb.store.ItemStore;
import brume.services.dynamodb.store.Tables;
import brume.services.dynamodb.worker.Expiry;
import brume.services.dynamodb.worker.TableRemoval;
import brume.services.dynamodb.worker.TableSizes;

/** What the operations work with. */
public record Database(
        Tables tables,
        ItemStore items,
        Clock clock,
        Queues queues,
        TableSizes sizes,
        TableRemoval removal,
        Expiry expiry) {}
