/** Policy evaluation as AWS documents it: a pure function of policies, request and caller. */
@NullMarked
package brume.iam;

import org.jspecify.annotations.NullMarked;
