package brume.server;

import brume.spi.Operation;
import brume.spi.Service;
import brume.wire.ServiceModel.OperationName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is built and what is not, as Markdown, made from the services' own lists of operations. */
final class ParityTable {

    private ParityTable() {}

    static String markdown(List<Service> services) {
        StringBuilder text = new StringBuilder();
        text.append("| Service | Built | Modelled | |\n|---|---:|---:|---|\n");
        for (Service service : services) {
            int built = service.operations().size();
            int modelled = service.model().operations().size();
            text.append("| ")
                    .append(service.model().serviceId())
                    .append(" | ")
                    .append(built)
                    .append(" | ")
                    .append(modelled)
                    .append(" | ")
                    .append(bar(built, modelled))
                    .append(" |\n");
        }
        for (Service service : services) {
            text.append("\n## ").append(service.model().serviceId()).append("\n\n");
            appendOperations(text, service);
        }
        return text.toString();
    }

    private static void appendOperations(StringBuilder text, Service service) {
        Set<String> built =
                service.operations().stream()
                        .map(Operation::model)
                        .map(model -> model.name())
                        .collect(Collectors.toSet());
        List<String> names =
                service.model().operations().stream().map(OperationName::name).sorted().toList();
        text.append("Built: ").append(join(names.stream().filter(built::contains).toList()));
        text.append("\n\nMissing (answer `NotImplemented`): ")
                .append(join(names.stream().filter(n -> !built.contains(n)).toList()))
                .append('\n');
    }

    private static String join(List<String> names) {
        return names.isEmpty() ? "none." : String.join(", ", names) + ".";
    }

    private static String bar(int built, int modelled) {
        int tenths = modelled == 0 ? 0 : Math.round(10f * built / modelled);
        return "█".repeat(tenths) + "░".repeat(10 - tenths);
    }
}
