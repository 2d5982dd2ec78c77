package brume.templates;

import brume.base.Clock;
import java.time.Duration;

/**
 * What one rendering may spend: steps (references, assignments, calls, iterations), characters and
 * time. Everything that a template can do repeatedly is charged here, because a template comes from
 * a customer and a loop in a loop in a loop is legal Velocity.
 */
final class RenderBudget {

    static final int STEPS_MAX = 200_000;

    /** The payload quota of API Gateway, 10 MB, in characters. */
    static final int CHARACTERS_MAX = 10 * 1024 * 1024;

    static final Duration TIME_MAX = Duration.ofSeconds(2);

    /** How many elements a collection may have that a template builds, nested ones counted. */
    static final int ELEMENTS_MAX = 20_000;

    private static final int STEPS_PER_LOOK_AT_THE_CLOCK = 256;

    /** The budget of the rendering that this thread is in. */
    static final ScopedValue<RenderBudget> CURRENT = ScopedValue.newInstance();

    private final Clock clock;
    private final long startNanos;
    private int steps;
    private long characters;
    private long matcherSteps;

    RenderBudget(Clock clock) {
        this.clock = clock;
        this.startNanos = clock.nanos();
    }

    void step() {
        steps++;
        if (steps > STEPS_MAX) {
            throw new TemplateException("the template takes more than " + STEPS_MAX + " steps");
        }
        if (steps % STEPS_PER_LOOK_AT_THE_CLOCK == 0) {
            checkTime();
        }
    }

    void characters(long count) {
        characters += count;
        if (characters > CHARACTERS_MAX) {
            throw new TemplateException(
                    "the template makes more than " + CHARACTERS_MAX + " characters");
        }
    }

    /** One character that a regular expression looked at: what a catastrophic pattern repeats. */
    void matcherStep() {
        matcherSteps++;
        if (matcherSteps > 4L * CHARACTERS_MAX) {
            throw new TemplateException("a regular expression takes too many steps");
        }
        if (matcherSteps % 65_536 == 0) {
            checkTime();
        }
    }

    private void checkTime() {
        if (clock.nanos() - startNanos > TIME_MAX.toNanos()) {
            throw new TemplateException("the template takes longer than " + TIME_MAX);
        }
    }
}
