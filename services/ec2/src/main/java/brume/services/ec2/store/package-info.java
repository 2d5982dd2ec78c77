/** How EC2's resources lie in the store. */
@NullMarked
package brume.services.ec2.store;

import org.jspecify.annotations.NullMarked;
