/** The API of DynamoDB Streams, a service of its own name on the store of the tables. */
@NullMarked
package brume.services.dynamodb.streams;

import org.jspecify.annotations.NullMarked;
