package brume.services.lambda.op;

import brume.api.lambda.LambdaErrors;
import brume.base.Ids;
import brume.services.lambda.domain.DeploymentPackage;
import brume.services.lambda.domain.LambdaFunction;
import brume.wire.Blob;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A checked zip, ready to be stored.
 *
 * @param code what the function remembers of it
 */
@SuppressWarnings("ArrayRecordComponent")
record UploadedCode(LambdaFunction.Code code, byte[] zip) {

    private static final int ID_CHARS = 40;

    /**
     * Checks an upload.
     *
     * @throws brume.wire.ServiceException in AWS's words if it is no usable zip
     */
    static UploadedCode of(@Nullable Blob zipFile, long zippedBytesMax) {
        if (zipFile == null) {
            throw LambdaErrors.invalidParameterValueException(
                    "Please provide a source for function code.");
        }
        byte[] zip = zipFile.bytes();
        if (zip.length > zippedBytesMax) {
            throw LambdaErrors.requestTooLargeException(
                    "Zipped size must be smaller than " + zippedBytesMax + " bytes");
        }
        long unzipped =
                DeploymentPackage.parse(zip).files().stream()
                        .mapToLong(DeploymentPackage.File::size)
                        .sum();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(zip);
            return new UploadedCode(
                    new LambdaFunction.Code(
                            Ids.secret(ID_CHARS),
                            zip.length,
                            Base64.getEncoder().encodeToString(digest),
                            unzipped),
                    zip);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
