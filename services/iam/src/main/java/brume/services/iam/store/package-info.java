/** The keys and bytes under which IAM's entities are stored. */
@NullMarked
package brume.services.iam.store;

import org.jspecify.annotations.NullMarked;
