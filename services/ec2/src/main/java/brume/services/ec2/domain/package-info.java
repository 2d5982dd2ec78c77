/** EC2's resources, their states in time, and the rules that need neither store nor request. */
@NullMarked
package brume.services.ec2.domain;

import org.jspecify.annotations.NullMarked;
