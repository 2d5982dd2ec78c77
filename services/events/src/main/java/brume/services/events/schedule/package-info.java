/** Schedule expressions: rate and cron. */
@NullMarked
package brume.services.events.schedule;

import org.jspecify.annotations.NullMarked;
