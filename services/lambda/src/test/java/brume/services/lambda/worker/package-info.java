@NullMarked
package brume.services.lambda.worker;

import org.jspecify.annotations.NullMarked;
