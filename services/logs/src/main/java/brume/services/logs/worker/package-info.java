/** What the log service does without being asked. */
@NullMarked
package brume.services.logs.worker;

import org.jspecify.annotations.NullMarked;
