package brume.services.apigateway.execution;

import java.util.Optional;

/**
 * A stage as requests find it: its deployment and, while a release is tried out, its canary.
 *
 * @param percent of the requests that the canary gets
 */
record ServedStage(CompiledStage main, Optional<CompiledStage> canary, double percent) {

    /**
     * The side that a request gets.
     *
     * @param chance from zero to less than one
     */
    CompiledStage side(double chance) {
        return canary.isPresent() && chance * 100 < percent ? canary.get() : main;
    }
}
