/** The keys and bytes of state machines and executions. */
@NullMarked
package brume.services.states.store;

import org.jspecify.annotations.NullMarked;
