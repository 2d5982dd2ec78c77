package brume.services.dynamodb.domain;

import brume.spi.Quota;
import java.util.List;

/** The limits of DynamoDB that concern tables; those of items stand where they are checked. */
public final class DynamodbQuotas {

    private static final String SOURCE =
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html";

    public static final Quota TABLES_MAX = new Quota("Maximum number of tables", 2500, SOURCE);
    public static final Quota LOCAL_INDEXES_MAX =
            new Quota("Local secondary indexes per table", 5, SOURCE);
    public static final Quota GLOBAL_INDEXES_MAX =
            new Quota("Global secondary indexes per table", 20, SOURCE);
    public static final Quota INDEX_PARTITION_ATTRIBUTES_MAX =
            new Quota("Partition key attributes per global secondary index", 4, SOURCE);
    public static final Quota INDEX_SORT_ATTRIBUTES_MAX =
            new Quota("Sort key attributes per global secondary index", 4, SOURCE);
    public static final Quota ACCOUNT_READ_UNITS_MAX =
            new Quota("Account-level read throughput limit", 80_000, SOURCE);
    public static final Quota ACCOUNT_WRITE_UNITS_MAX =
            new Quota("Account-level write throughput limit", 80_000, SOURCE);
    public static final Quota TABLE_READ_UNITS_MAX =
            new Quota("Table-level read throughput limit", 40_000, SOURCE);
    public static final Quota TABLE_WRITE_UNITS_MAX =
            new Quota("Table-level write throughput limit", 40_000, SOURCE);
    public static final Quota FREE_DECREASES_MAX =
            new Quota("Decreases of provisioned capacity at any time of a UTC day", 4, SOURCE);
    public static final Quota TABLE_CLASS_CHANGES_MAX =
            new Quota("Changes of a table's class in 30 days", 2, SOURCE);
    public static final Quota TAGS_MAX = new Quota("Tags per resource", 50, SOURCE);

    public static final Quota ITEM_COLLECTION_BYTES_MAX =
            new Quota("Size of an item collection with local indexes", 10L << 30, SOURCE);

    public static final Quota RESTORES_MAX =
            new Quota("Concurrent restores per account", 50, SOURCE);

    public static final Quota EXPORTS_MAX =
            new Quota("Concurrent exports per account", 300, SOURCE);
    public static final Quota IMPORTS_MAX = new Quota("Concurrent imports per account", 50, SOURCE);
    public static final Quota IMPORT_OBJECTS_MAX =
            new Quota("Objects of S3 that one import reads", 50_000, SOURCE);

    public static final Quota RESOURCE_POLICY_BYTES_MAX =
            new Quota("Size of a resource-based policy", 20 * 1024, SOURCE);

    private DynamodbQuotas() {}

    public static List<Quota> all() {
        return List.of(
                TABLES_MAX,
                LOCAL_INDEXES_MAX,
                GLOBAL_INDEXES_MAX,
                INDEX_PARTITION_ATTRIBUTES_MAX,
                INDEX_SORT_ATTRIBUTES_MAX,
                ACCOUNT_READ_UNITS_MAX,
                ACCOUNT_WRITE_UNITS_MAX,
                TABLE_READ_UNITS_MAX,
                TABLE_WRITE_UNITS_MAX,
                FREE_DECREASES_MAX,
                TABLE_CLASS_CHANGES_MAX,
                TAGS_MAX,
                ITEM_COLLECTION_BYTES_MAX,
                RESTORES_MAX,
                EXPORTS_MAX,
                IMPORTS_MAX,
                IMPORT_OBJECTS_MAX,
                RESOURCE_POLICY_BYTES_MAX);
    }
}
