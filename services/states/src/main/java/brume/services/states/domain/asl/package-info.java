/** The Amazon States Language: definitions, their checks and their compiled form. */
@NullMarked
package brume.services.states.domain.asl;

import org.jspecify.annotations.NullMarked;
