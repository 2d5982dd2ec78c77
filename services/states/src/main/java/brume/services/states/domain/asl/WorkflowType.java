package brume.services.states.domain.asl;

/** The types of state machines; the API names them so. */
public enum WorkflowType {
    STANDARD,
    EXPRESS
}
