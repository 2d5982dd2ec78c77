/** DynamoDB's tables, indexes and keys, and the rules about them: no I/O and no clock. */
@NullMarked
package brume.services.dynamodb.domain;

import org.jspecify.annotations.NullMarked;
