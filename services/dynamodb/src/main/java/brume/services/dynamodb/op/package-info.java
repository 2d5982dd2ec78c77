/** One class for each operation of the DynamoDB API. */
@NullMarked
package brume.services.dynamodb.op;

import org.jspecify.annotations.NullMarked;
