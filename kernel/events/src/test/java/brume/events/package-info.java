/** Tests of the queues on a real store with a clock that the test moves. */
@NullMarked
package brume.events;

import org.jspecify.annotations.NullMarked;
