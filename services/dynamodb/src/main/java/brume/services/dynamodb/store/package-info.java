/**
 * Where tables and items lie in the store: the only package that knows DynamoDB's keys and bytes.
 */
@NullMarked
package brume.services.dynamodb.store;

import org.jspecify.annotations.NullMarked;
