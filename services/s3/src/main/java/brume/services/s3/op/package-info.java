/** The operations of S3. */
@NullMarked
package brume.services.s3.op;

import org.jspecify.annotations.NullMarked;
