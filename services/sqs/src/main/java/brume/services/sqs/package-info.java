/** SQS: queues, messages and their visibility. */
@NullMarked
package brume.services.sqs;

import org.jspecify.annotations.NullMarked;
