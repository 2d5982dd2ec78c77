/** Resource-based policies: what may be attached to a table or stream, and in which form. */
@NullMarked
package brume.services.dynamodb.policy;

import org.jspecify.annotations.NullMarked;
