/** AWS Lambda: functions, their code, permissions and invocations. */
@NullMarked
package brume.services.lambda;

import org.jspecify.annotations.NullMarked;
