/** Tests of the Amazon States Language. */
@NullMarked
package brume.services.states.domain;

import org.jspecify.annotations.NullMarked;
