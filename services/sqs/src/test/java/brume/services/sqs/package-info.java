/** Tests of SQS. */
@NullMarked
package brume.services.sqs;

import org.jspecify.annotations.NullMarked;
