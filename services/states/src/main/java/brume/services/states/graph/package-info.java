/** Pictures of state machines: a definition, laid out in layers and written as SVG. */
@NullMarked
package brume.services.states.graph;

import org.jspecify.annotations.NullMarked;
