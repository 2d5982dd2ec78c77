/** Amazon CloudWatch Logs: log groups, streams, events, retention. */
@NullMarked
package brume.services.logs;

import org.jspecify.annotations.NullMarked;
