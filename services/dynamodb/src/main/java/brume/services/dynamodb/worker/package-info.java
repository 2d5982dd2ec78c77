/** What DynamoDB does without being asked: expiring items, removing the rows of deleted tables. */
@NullMarked
package brume.services.dynamodb.worker;

import org.jspecify.annotations.NullMarked;
