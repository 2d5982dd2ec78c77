/** What streams, shards and records are: no I/O, no clock. */
@NullMarked
package brume.services.kinesis.domain;

import org.jspecify.annotations.NullMarked;
