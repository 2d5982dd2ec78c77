/** IAM's operations, grouped by the resource that they work on. */
@NullMarked
package brume.services.iam.op;

import org.jspecify.annotations.NullMarked;
