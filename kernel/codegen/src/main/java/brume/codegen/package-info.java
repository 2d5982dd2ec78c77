/**
 * Build time only: turns AWS's service models into the records, schemas and error factories of
 * {@code api}.
 */
@NullMarked
package brume.codegen;

import org.jspecify.annotations.NullMarked;
