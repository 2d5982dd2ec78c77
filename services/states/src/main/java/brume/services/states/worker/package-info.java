/** What carries executions forward: the engine, its task calls and its timers. */
@NullMarked
package brume.services.states.worker;

import org.jspecify.annotations.NullMarked;
