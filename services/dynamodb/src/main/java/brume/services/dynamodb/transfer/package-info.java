/** The formats of files that are exported to and imported from S3. */
@NullMarked
package brume.services.dynamodb.transfer;

import org.jspecify.annotations.NullMarked;
