/** STS's operations, one class each. */
@NullMarked
package brume.services.sts.op;

import org.jspecify.annotations.NullMarked;
