/** The durable queue and the timers: append, lease, deliver, retry, dead letter. */
@NullMarked
package brume.events;

import org.jspecify.annotations.NullMarked;
