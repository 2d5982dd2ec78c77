/** The keys and bytes under which buses, rules and targets are stored. */
@NullMarked
package brume.services.events.store;

import org.jspecify.annotations.NullMarked;
