/** The rows of buckets and objects. */
@NullMarked
package brume.services.s3.store;

import org.jspecify.annotations.NullMarked;
