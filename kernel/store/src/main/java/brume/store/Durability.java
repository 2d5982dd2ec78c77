package brume.store;

/** What an acknowledged commit survives. */
public enum Durability {
    /** Kill -9 and power loss: every commit is on disk before it is acknowledged. */
    SYNC,

    /** Kill -9 only: the operating system writes to disk when it likes. For throw-away runs. */
    RELAXED
}
