/** Tests of EventBridge. */
@NullMarked
package brume.services.events.domain;

import org.jspecify.annotations.NullMarked;
