/** The operations of SQS. */
@NullMarked
package brume.services.sqs.op;

import org.jspecify.annotations.NullMarked;
