/** Isolated function processes behind the Lambda Runtime API, without a container daemon. */
@NullMarked
package brume.sandbox;

import org.jspecify.annotations.NullMarked;
