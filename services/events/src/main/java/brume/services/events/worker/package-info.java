/** What EventBridge does without being asked: matching, schedules, deliveries. */
@NullMarked
package brume.services.events.worker;

import org.jspecify.annotations.NullMarked;
