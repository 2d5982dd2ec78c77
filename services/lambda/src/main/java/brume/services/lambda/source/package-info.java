/** The pollers that read streams and queues for functions. */
@NullMarked
package brume.services.lambda.source;

import org.jspecify.annotations.NullMarked;
