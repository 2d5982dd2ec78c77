package brume.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** The document paths that a condition looks at. */
public final class ConditionPaths {

    private ConditionPaths() {}

    public static List<Path> of(Condition condition) {
        List<Path> paths = new ArrayList<>();
        collect(condition, paths);
        return paths;
    }

    private static void collect(Condition condition, List<Path> paths) {
        switch (condition) {
            case Condition.And and -> and.parts().forEach(part -> collect(part, paths));
            case Condition.Or or -> or.parts().forEach(part -> collect(part, paths));
            case Condition.Not not -> collect(not.part(), paths);
            case Condition.Compare compare -> {
                collect(compare.left(), paths);
                collect(compare.right(), paths);
            }
            case Condition.Between between -> {
                collect(between.operand(), paths);
                collect(between.lower(), paths);
                collect(between.upper(), paths);
            }
            case Condition.In in -> {
                collect(in.operand(), paths);
                in.choices().forEach(choice -> collect(choice, paths));
            }
            case Condition.Exists exists -> collect(exists.operand(), paths);
            case Condition.HasType type -> collect(type.operand(), paths);
            case Condition.BeginsWith begins -> {
                collect(begins.operand(), paths);
                collect(begins.prefix(), paths);
            }
            case Condition.Contains contains -> {
                collect(contains.operand(), paths);
                collect(contains.part(), paths);
            }
            case Condition.Faulty ignored -> {}
        }
    }

    private static void collect(Operand operand, List<Path> paths) {
        switch (operand) {
            case Operand.Attribute attribute -> paths.add(attribute.path());
            case Operand.Size size -> collect(size.operand(), paths);
            case Operand.Constant ignored -> {}
            case Operand.Faulty ignored -> {}
        }
    }
}
