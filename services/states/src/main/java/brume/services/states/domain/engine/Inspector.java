package brume.services.states.domain.engine;

import brume.services.states.domain.data.Payload;

/** Is shown what a state of the machine itself makes of its data, as TestState shows it. */
public interface Inspector {

    Inspector NONE =
            new Inspector() {
                @Override
                public void show(Stage stage, Payload data) {}

                @Override
                public void failed(Failure failure) {}
            };

    /** A point on the way of the data through a state; the API names them so. */
    enum Stage {
        AFTER_INPUT_PATH,
        /** Parameters, or Arguments in JSONata. */
        AFTER_PARAMETERS,
        RESULT,
        AFTER_RESULT_SELECTOR,
        AFTER_RESULT_PATH
    }

    void show(Stage stage, Payload data);

    /** The state has met an error, which it may yet handle. */
    void failed(Failure failure);
}
