package brume.services.dynamodb.expression;

/** What a parenthesis of a condition can contain: a condition or one of its operands. */
public sealed interface Node permits Condition, Operand {}
