/** Kinesis Data Streams: shards and ordered records. */
@NullMarked
package brume.services.kinesis;

import org.jspecify.annotations.NullMarked;
