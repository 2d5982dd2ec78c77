/** The rows of queues and messages. */
@NullMarked
package brume.services.sqs.store;

import org.jspecify.annotations.NullMarked;
