/** Teiam of IAM. */
@NullMarked
package brume.services.iam;

import org.jspecify.annotations.NullMarked;
