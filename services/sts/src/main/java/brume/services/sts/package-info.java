/** AWS Security Token Service: who am I, and temporary credentials. */
@NullMarked
package brume.services.sts;

import org.jspecify.annotations.NullMarked;
