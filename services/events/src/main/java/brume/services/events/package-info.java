/** Amazon EventBridge: event buses, rules, schedules, targets. */
@NullMarked
package brume.services.events;

import org.jspecify.annotations.NullMarked;
