/** The operations. */
@NullMarked
package brume.services.kinesis.op;

import org.jspecify.annotations.NullMarked;
