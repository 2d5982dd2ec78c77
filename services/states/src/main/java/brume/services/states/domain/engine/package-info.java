/** The interpreter: a pure function from an execution and a stimulus to events and effects. */
@NullMarked
package brume.services.states.domain.engine;

import org.jspecify.annotations.NullMarked;
