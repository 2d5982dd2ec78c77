/** Tests of Step Functions. */
@NullMarked
package brume.services.states;

import org.jspecify.annotations.NullMarked;
