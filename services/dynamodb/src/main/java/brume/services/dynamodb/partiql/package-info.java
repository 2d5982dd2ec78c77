/** PartiQL for DynamoDB: statements become the conditions, updates and keys of the engine. */
@NullMarked
package brume.services.dynamodb.partiql;

import org.jspecify.annotations.NullMarked;
