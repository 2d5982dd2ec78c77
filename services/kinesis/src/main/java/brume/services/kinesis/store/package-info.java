/** Keys and bytes of streams and records. */
@NullMarked
package brume.services.kinesis.store;

import org.jspecify.annotations.NullMarked;
