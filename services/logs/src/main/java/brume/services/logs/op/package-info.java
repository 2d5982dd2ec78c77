/** One class per operation of CloudWatch Logs. */
@NullMarked
package brume.services.logs.op;

import org.jspecify.annotations.NullMarked;
