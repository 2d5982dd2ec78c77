/** Rules of HTTP APIs and AWS's error texts, without I/O. */
@NullMarked
package brume.services.apigatewayv2.domain;

import org.jspecify.annotations.NullMarked;
