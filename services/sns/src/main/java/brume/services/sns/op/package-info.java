/** The operations of SNS. */
@NullMarked
package brume.services.sns.op;

import org.jspecify.annotations.NullMarked;
