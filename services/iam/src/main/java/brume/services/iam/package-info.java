/** AWS Identity and Access Management: users, groups, roles, policies, access keys. */
@NullMarked
package brume.services.iam;

import org.jspecify.annotations.NullMarked;
