/** What runs functions: environments, queues, log delivery. */
@NullMarked
package brume.services.lambda.worker;

import org.jspecify.annotations.NullMarked;
