/**
 * Mapping templates: the Velocity language as API Gateway runs it, without anything else in reach.
 */
@NullMarked
package brume.templates;

import org.jspecify.annotations.NullMarked;
