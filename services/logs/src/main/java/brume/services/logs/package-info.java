/** CloudWatch Logs: log groups, streams, events and the search in them. */
@NullMarked
package brume.services.logs;

import org.jspecify.annotations.NullMarked;
