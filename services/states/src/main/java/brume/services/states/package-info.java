/** AWS Step Functions: the table of contents of the service and its quotas. */
@NullMarked
package brume.services.states;

import org.jspecify.annotations.NullMarked;
