/** The log service's operations. */
@NullMarked
package brume.services.logs.op;

import org.jspecify.annotations.NullMarked;
