/** EventBridge's operations. */
@NullMarked
package brume.services.events.op;

import org.jspecify.annotations.NullMarked;
