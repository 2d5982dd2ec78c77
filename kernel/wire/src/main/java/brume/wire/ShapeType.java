package brume.wire;

/** The kinds of shapes in the AWS service models. */
public enum ShapeType {
    STRING,
    BLOB,
    BOOLEAN,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE,
    TIMESTAMP,
    DOCUMENT,
    LIST,
    MAP,
    STRUCTURE
}
