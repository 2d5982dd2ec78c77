@NullMarked
package brume.services.lambda.source;

import org.jspecify.annotations.NullMarked;
