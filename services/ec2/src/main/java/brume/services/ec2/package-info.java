/** The EC2 control plane: volumes, snapshots and instances as records; no machine runs. */
@NullMarked
package brume.services.ec2;

import org.jspecify.annotations.NullMarked;
