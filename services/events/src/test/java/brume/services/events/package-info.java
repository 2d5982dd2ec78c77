/** Tests of EventBridge. */
@NullMarked
package brume.services.events;

import org.jspecify.annotations.NullMarked;
