/** Lambda's operations. */
@NullMarked
package brume.services.lambda.op;

import org.jspecify.annotations.NullMarked;
