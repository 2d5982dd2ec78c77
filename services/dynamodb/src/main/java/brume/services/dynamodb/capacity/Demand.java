package brume.services.dynamodb.capacity;

/**
 * What a request takes from one table or index.
 *
 * @param table the number of the table
 * @param index the number of the index, 0 for the table itself
 * @param reads whether it takes read units rather than write units
 * @param rate the units that there are each second
 * @param sinceMillis since when the capacity has been what it is
 */
public record Demand(
        long table, int index, boolean reads, double units, double rate, long sinceMillis) {}
