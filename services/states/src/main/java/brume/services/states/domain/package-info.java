/** The documented limits of Step Functions; the language and its interpreter lie below. */
@NullMarked
package brume.services.states.domain;

import org.jspecify.annotations.NullMarked;
