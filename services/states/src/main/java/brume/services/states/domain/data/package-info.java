/**
 * The data that flows through a state machine: payloads, paths, templates and intrinsic functions.
 */
@NullMarked
package brume.services.states.domain.data;

import org.jspecify.annotations.NullMarked;
