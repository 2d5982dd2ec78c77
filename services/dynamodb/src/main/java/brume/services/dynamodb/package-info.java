/** Amazon DynamoDB: tables, items, indexes, expressions and transactions on the ordered store. */
@NullMarked
package brume.services.dynamodb;

import org.jspecify.annotations.NullMarked;
