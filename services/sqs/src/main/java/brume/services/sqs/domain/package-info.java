/** The rules of queues and messages: no I/O. */
@NullMarked
package brume.services.sqs.domain;

import org.jspecify.annotations.NullMarked;
