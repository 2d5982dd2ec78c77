/** The delivery of the changes of tables to Kinesis streams. */
@NullMarked
package brume.services.dynamodb.kinesis;

import org.jspecify.annotations.NullMarked;
