/** EC2's operations, one class each, and what several of them share. */
@NullMarked
package brume.services.ec2.op;

import org.jspecify.annotations.NullMarked;
