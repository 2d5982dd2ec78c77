/** What runs without being asked. */
@NullMarked
package brume.services.sqs.worker;

import org.jspecify.annotations.NullMarked;
