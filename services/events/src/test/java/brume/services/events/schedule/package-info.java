/** Tests of EventBridge. */
@NullMarked
package brume.services.events.schedule;

import org.jspecify.annotations.NullMarked;
