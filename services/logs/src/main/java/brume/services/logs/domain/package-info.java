/** Records and rules of CloudWatch Logs: no I/O, no clock. */
@NullMarked
package brume.services.logs.domain;

import org.jspecify.annotations.NullMarked;
