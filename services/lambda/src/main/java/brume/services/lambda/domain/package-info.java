/** What a function is, and the rules for its name, code and policy: no I/O, no clock. */
@NullMarked
package brume.services.lambda.domain;

import org.jspecify.annotations.NullMarked;
