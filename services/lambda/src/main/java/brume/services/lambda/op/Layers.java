package brume.services.lambda.op;

import brume.api.lambda.LambdaErrors;
import brume.services.lambda.domain.LambdaFunction.Code;
import brume.services.lambda.domain.LambdaFunction.LayerUse;
import brume.services.lambda.domain.LambdaQuotas;
import brume.services.lambda.domain.LayerReference;
import brume.services.lambda.domain.LayerVersion;
import brume.services.lambda.store.FunctionStore;
import brume.spi.Permission;
import brume.store.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The layers that a function asks for. */
final class Layers {

    private Layers() {}

    /** The right to read a layer version, which its own policy may give. */
    static Permission reading(FunctionStore functions, LayerReference reference) {
        return Permission.of("lambda:GetLayerVersion", reference.arn())
                .withResourcePolicy(
                        functions
                                .read(reader -> functions.layers().find(reader, reference))
                                .flatMap(LayerVersion::policy));
    }

    /** Using a layer needs the right to read it. */
    static List<Permission> permissions(FunctionStore functions, @Nullable List<String> arns) {
        return arns == null
                ? List.of()
                : arns.stream()
                        .flatMap(arn -> LayerReference.ofVersion(arn).stream())
                        .map(reference -> reading(functions, reference))
                        .toList();
    }

    /**
     * Finds the layers.
     *
     * @throws brume.wire.ServiceException in AWS's words if one is missing or cannot be combined
     */
    static List<LayerUse> resolve(
            FunctionStore functions, Reader reader, List<String> arns, String region) {
        if (arns.size() > LambdaQuotas.LAYERS.value()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Cannot reference more than " + LambdaQuotas.LAYERS.value() + " layers.");
        }
        List<LayerUse> uses = new ArrayList<>();
        Map<String, String> layers = new HashMap<>();
        for (String arn : arns) {
            Optional<LayerReference> reference = LayerReference.ofVersion(arn);
            if (reference.isPresent() && !reference.get().scope().region().value().equals(region)) {
                throw LambdaErrors.invalidParameterValueException(
                        "Layers are not in the same region as the function. Layers are expected to"
                                + " be in region "
                                + region
                                + ".");
            }
            LayerVersion version =
                    reference
                            .flatMap(r -> functions.layers().find(reader, r))
                            .orElseThrow(() ->
                                    LambdaErrors.invalidParameterValueException(
                                            "Layer version " + arn + " does not exist."));
            String other = layers.put(version.reference().layerArn(), arn);
            if (other != null) {
                throw LambdaErrors.invalidParameterValueException(
                        "Two different versions of the same layer are not allowed to be referenced"
                                + " in the same function. "
                                + other
                                + " and "
                                + arn
                                + " are versions of the same layer.");
            }
            uses.add(new LayerUse(arn, version.code()));
        }
        return List.copyOf(uses);
    }

    /** Code and layers fit the limit together. */
    static void checkSize(Code code, List<LayerUse> layers) {
        long bytes =
                code.unzippedBytes()
                        + layers.stream().mapToLong(l -> l.code().unzippedBytes()).sum();
        if (bytes > LambdaQuotas.UNZIPPED_BYTES.value()) {
            throw LambdaErrors.invalidParameterValueException(
                    "Function code combined with layers exceeds the maximum allowed size of "
                            + LambdaQuotas.UNZIPPED_BYTES.value()
                            + " bytes. The actual size is "
                            + bytes
                            + " bytes.");
        }
    }
}
