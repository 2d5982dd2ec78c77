/** Throttling: token buckets of the capacity of tables and indexes. */
@NullMarked
package brume.services.dynamodb.capacity;

import org.jspecify.annotations.NullMarked;
