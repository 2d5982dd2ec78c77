/** DynamoDB's values: their types, numbers, order and sizes. */
@NullMarked
package brume.services.dynamodb.value;

import org.jspecify.annotations.NullMarked;
