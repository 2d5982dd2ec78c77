/**
 * The steps that every request goes through, in their order, from bytes to an operation and back.
 */
@NullMarked
package brume.pipeline;

import org.jspecify.annotations.NullMarked;
