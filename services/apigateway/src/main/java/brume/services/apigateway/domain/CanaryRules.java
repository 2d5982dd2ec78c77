package brume.services.apigateway.domain;

import brume.api.apigateway.CanarySettings;
import brume.api.apigateway.DeploymentCanarySettings;
import brume.api.apigateway.Stage;
import brume.wire.ServiceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Canaries of stages: a second deployment that a share of the requests gets. Source: LocalStack's
 * recordings in test_apigateway_canary.
 */
public final class CanaryRules {

    private static final String DEPLOYMENT = "/canarySettings/deploymentId";
    private static final String OVERRIDES = "/canarySettings/stageVariableOverrides";
    private static final List<String> COPIED_TO = List.of("/deploymentId", "/variables");
    private static final List<String> COPIED_FROM = List.of(DEPLOYMENT, OVERRIDES);

    private CanaryRules() {}

    /** The canary of a new stage, complete. */
    static CanarySettings create(CanarySettings input) {
        return canary(
                input.deploymentId(),
                input.percentTraffic(),
                input.stageVariableOverrides(),
                input.useStageCache());
    }

    /**
     * The canary that a deployment makes of itself.
     *
     * @throws ServiceException BadRequestException if the stage is not named or not there
     */
    public static Stage deployed(
            @Nullable Stage stage,
            @Nullable String stageName,
            String deploymentId,
            DeploymentCanarySettings input) {
        if (stageName == null || stageName.isEmpty()) {
            throw ApiErrors.bad(
                    "Invalid deployment content specified.Non null and non empty stageName must be"
                            + " provided for canary deployment. Provided value is "
                            + stageName);
        }
        if (stage == null) {
            throw ApiErrors.bad(
                    "Invalid deployment content specified.Stage "
                            + stageName
                            + " must already be created before making a canary release"
                            + " deployment");
        }
        return stage.toBuilder()
                .canarySettings(
                        canary(
                                deploymentId,
                                input.percentTraffic(),
                                input.stageVariableOverrides(),
                                input.useStageCache()))
                .build();
    }

    private static CanarySettings canary(
            @Nullable String deploymentId,
            @Nullable Double percent,
            @Nullable Map<String, String> overrides,
            @Nullable Boolean useStageCache) {
        if (overrides != null) {
            overrides.forEach(StageRules::checkVariable);
        }
        return CanarySettings.builder()
                .deploymentId(deploymentId)
                .percentTraffic(percent == null ? 0.0 : checkPercent(percent))
                .stageVariableOverrides(overrides)
                .useStageCache(Boolean.TRUE.equals(useStageCache))
                .build();
    }

    private static double checkPercent(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw ApiErrors.bad("Percent traffic must be between 0.0 and 100.0");
        }
        return percent;
    }

    static Stage patched(Stage stage, PatchPath patch) {
        CanarySettings known = stage.canarySettings();
        if (patch.isRemove()) {
            return removed(stage, known, patch);
        }
        if (patch.names().size() < 2) {
            throw StageRules.invalidPath(patch);
        }
        if (!patch.op().equals("replace")) {
            throw ApiErrors.bad("Invalid " + patch.op() + " operation with path: " + patch.path());
        }
        CanarySettings canary =
                known == null ? canary(stage.deploymentId(), null, null, null) : known;
        return stage.toBuilder().canarySettings(replaced(canary, patch)).build();
    }

    private static Stage removed(Stage stage, @Nullable CanarySettings known, PatchPath patch) {
        if (known != null && patch.path().equals("/canarySettings")) {
            return stage.toBuilder().canarySettings(null).build();
        }
        boolean override =
                patch.names().size() == 3 && patch.names().get(1).equals("stageVariableOverrides");
        if (known == null || known.stageVariableOverrides() == null || !override) {
            throw StageRules.nothingToRemove(patch);
        }
        Map<String, String> left = new LinkedHashMap<>(known.stageVariableOverrides());
        if (left.remove(patch.names().get(2)) == null) {
            throw StageRules.nothingToRemove(patch);
        }
        CanarySettings canary =
                known.toBuilder().stageVariableOverrides(left.isEmpty() ? null : left).build();
        return stage.toBuilder().canarySettings(canary).build();
    }

    private static CanarySettings replaced(CanarySettings canary, PatchPath patch) {
        String value = patch.replacement();
        CanarySettings.Builder builder = canary.toBuilder();
        List<String> names = patch.names();
        if (names.size() == 3 && names.get(1).equals("stageVariableOverrides")) {
            StageRules.checkVariable(names.get(2), value);
            Map<String, String> overrides =
                    new LinkedHashMap<>(
                            Objects.requireNonNullElse(canary.stageVariableOverrides(), Map.of()));
            overrides.put(names.get(2), value);
            return builder.stageVariableOverrides(overrides).build();
        }
        switch (patch.path()) {
            case DEPLOYMENT -> builder.deploymentId(value);
            case "/canarySettings/percentTraffic" -> builder.percentTraffic(percent(value));
            case "/canarySettings/useStageCache" -> builder.useStageCache(Boolean.valueOf(value));
            default -> throw StageRules.invalidPath(patch);
        }
        return builder.build();
    }

    private static double percent(String value) {
        try {
            return checkPercent(Double.parseDouble(value));
        } catch (NumberFormatException e) {
            return checkPercent(Double.NaN);
        }
    }

    /** Copies from the canary to the stage; the overrides join the stage's variables. */
    static Stage promoted(Stage stage, PatchPath patch) {
        if (!COPIED_TO.contains(patch.path()) || !COPIED_FROM.contains(patch.from())) {
            throw ApiErrors.bad(
                    "Invalid copy operation with path: "
                            + patch.path()
                            + " and from "
                            + patch.from()
                            + ". Valid copy:path are "
                            + COPIED_TO
                            + " and valid copy:from are "
                            + COPIED_FROM);
        }
        CanarySettings canary = stage.canarySettings();
        if (canary == null) {
            throw ApiErrors.bad("Promotion not available. Canary does not exist.");
        }
        if (patch.from().equals(DEPLOYMENT)) {
            return stage.toBuilder().deploymentId(canary.deploymentId()).build();
        }
        Map<String, String> variables = variables(stage, canary);
        return stage.toBuilder().variables(variables.isEmpty() ? null : variables).build();
    }

    /** The variables that a request of the canary sees. */
    public static Map<String, String> variables(Stage stage, CanarySettings canary) {
        Map<String, String> variables =
                new LinkedHashMap<>(Objects.requireNonNullElse(stage.variables(), Map.of()));
        variables.putAll(Objects.requireNonNullElse(canary.stageVariableOverrides(), Map.of()));
        return variables;
    }
}
