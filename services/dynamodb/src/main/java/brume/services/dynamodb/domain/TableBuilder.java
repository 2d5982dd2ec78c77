package brume.services.dynamodb.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a table that differs from another; see {@link Table} for what the members are. */
public final class TableBuilder {

    private String account;
    private String region;
    private String name;
    private String id;
    private long number;
    private long createdMillis;
    private List<KeyAttribute> definitions;
    private KeySchema key;
    private List<Index> indexes;
    private int nextIndexNumber;
    private String billingMode;
    private @Nullable Long billingChangedMillis;
    private Throughput throughput;
    private boolean deletionProtection;
    private @Nullable String tableClass;
    private @Nullable Long tableClassChangedMillis;
    private @Nullable String kmsKeyArn;
    private @Nullable String timeToLive;
    private @Nullable Long timeToLiveChangedMillis;
    private Map<String, String> tags;
    private @Nullable TableStream stream;
    private @Nullable OnDemandLimit onDemandLimit;
    private @Nullable WarmThroughput warmed;
    private @Nullable Long tableClassChangedBeforeMillis;
    private Recovery recovery;
    private @Nullable Replication replication;
    private List<KinesisTarget> kinesis;

    TableBuilder(Table table) {
        account = table.account();
        region = table.region();
        name = table.name();
        id = table.id();
        number = table.number();
        createdMillis = table.createdMillis();
        definitions = table.definitions();
        key = table.key();
        indexes = table.indexes();
        nextIndexNumber = table.nextIndexNumber();
        billingMode = table.billingMode();
        billingChangedMillis = table.billingChangedMillis();
        throughput = table.throughput();
        deletionProtection = table.deletionProtection();
        tableClass = table.tableClass();
        tableClassChangedMillis = table.tableClassChangedMillis();
        kmsKeyArn = table.kmsKeyArn();
        timeToLive = table.timeToLive();
        timeToLiveChangedMillis = table.timeToLiveChangedMillis();
        tags = table.tags();
        stream = table.stream();
        tableClassChangedBeforeMillis = table.tableClassChangedBeforeMillis();
        warmed = table.warmed();
        onDemandLimit = table.onDemandLimit();
        recovery = table.recovery();
        replication = table.replication();
        kinesis = table.kinesis();
    }

    public TableBuilder account(String changed) {
        account = changed;
        return this;
    }

    public TableBuilder region(String changed) {
        region = changed;
        return this;
    }

    public TableBuilder name(String changed) {
        name = changed;
        return this;
    }

    public TableBuilder id(String changed) {
        id = changed;
        return this;
    }

    public TableBuilder number(long changed) {
        number = changed;
        return this;
    }

    public TableBuilder createdMillis(long changed) {
        createdMillis = changed;
        return this;
    }

    public TableBuilder definitions(List<KeyAttribute> changed) {
        definitions = changed;
        return this;
    }

    public TableBuilder key(KeySchema changed) {
        key = changed;
        return this;
    }

    public TableBuilder indexes(List<Index> changed) {
        indexes = changed;
        return this;
    }

    public TableBuilder nextIndexNumber(int changed) {
        nextIndexNumber = changed;
        return this;
    }

    public TableBuilder billingMode(String changed) {
        billingMode = changed;
        return this;
    }

    public TableBuilder billingChangedMillis(@Nullable Long changed) {
        billingChangedMillis = changed;
        return this;
    }

    public TableBuilder throughput(Throughput changed) {
        throughput = changed;
        return this;
    }

    public TableBuilder deletionProtection(boolean changed) {
        deletionProtection = changed;
        return this;
    }

    public TableBuilder tableClass(@Nullable String changed) {
        tableClass = changed;
        return this;
    }

    public TableBuilder tableClassChangedMillis(@Nullable Long changed) {
        tableClassChangedMillis = changed;
        return this;
    }

    public TableBuilder kmsKeyArn(@Nullable String changed) {
        kmsKeyArn = changed;
        return this;
    }

    public TableBuilder timeToLive(@Nullable String changed) {
        timeToLive = changed;
        return this;
    }

    public TableBuilder timeToLiveChangedMillis(@Nullable Long changed) {
        timeToLiveChangedMillis = changed;
        return this;
    }

    public TableBuilder tags(Map<String, String> changed) {
        tags = changed;
        return this;
    }

    public TableBuilder stream(@Nullable TableStream changed) {
        stream = changed;
        return this;
    }

    public TableBuilder onDemandLimit(@Nullable OnDemandLimit changed) {
        onDemandLimit = changed;
        return this;
    }

    public TableBuilder warmed(@Nullable WarmThroughput changed) {
        warmed = changed;
        return this;
    }

    public TableBuilder tableClassChangedBeforeMillis(@Nullable Long changed) {
        tableClassChangedBeforeMillis = changed;
        return this;
    }

    public TableBuilder recovery(Recovery changed) {
        recovery = changed;
        return this;
    }

    public TableBuilder replication(@Nullable Replication changed) {
        replication = changed;
        return this;
    }

    public TableBuilder kinesis(List<KinesisTarget> changed) {
        kinesis = changed;
        return this;
    }

    public Table build() {
        return new Table(
                account,
                region,
                name,
                id,
                number,
                createdMillis,
                definitions,
                key,
                indexes,
                nextIndexNumber,
                billingMode,
                billingChangedMillis,
                throughput,
                deletionProtection,
                tableClass,
                tableClassChangedMillis,
                kmsKeyArn,
                timeToLive,
                timeToLiveChangedMillis,
                tags,
                stream,
                onDemandLimit,
                warmed,
                tableClassChangedBeforeMillis,
                recovery,
                replication,
                kinesis);
    }
}
