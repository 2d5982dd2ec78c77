package brume.services.states.domain.data;

/** Arguments that an intrinsic function cannot work with. */
final class IntrinsicFailure extends Exception {

    private static final long serialVersionUID = 1L;

    IntrinsicFailure(String message) {
        super(message, null, false, false);
    }
}
