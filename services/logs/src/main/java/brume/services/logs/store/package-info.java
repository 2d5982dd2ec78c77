/** The keys and bytes under which log events are stored. */
@NullMarked
package brume.services.logs.store;

import org.jspecify.annotations.NullMarked;
