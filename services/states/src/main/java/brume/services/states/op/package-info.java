/** The operations of Step Functions, one class each. */
@NullMarked
package brume.services.states.op;

import org.jspecify.annotations.NullMarked;
