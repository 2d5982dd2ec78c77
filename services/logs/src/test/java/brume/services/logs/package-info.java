/** Tests of CloudWatch Logs. */
@NullMarked
package brume.services.logs;

import org.jspecify.annotations.NullMarked;
