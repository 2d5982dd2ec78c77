/** OpenAPI documents as the gateways read them: JSON or YAML, bounded, plain data only. */
@NullMarked
package brume.openapi;

import org.jspecify.annotations.NullMarked;
