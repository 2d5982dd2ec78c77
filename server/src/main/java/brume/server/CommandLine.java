package brume.server;

import brume.server.ServerOptions.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Arguments that are taken one option after the other. */
final class CommandLine {

    private final List<String> rest;

    CommandLine(List<String> args) {
        this.rest = new ArrayList<>(args);
    }

    /** The value of an option, given as the next argument or after an equals sign. */
    Optional<String> take(String name) throws UsageException {
        for (int i = 0; i < rest.size(); i++) {
            String arg = rest.get(i);
            if (arg.startsWith(name + '=')) {
                rest.remove(i);
                return Optional.of(arg.substring(name.length() + 1));
            }
            if (arg.equals(name)) {
                if (i + 1 == rest.size()) {
                    throw new UsageException(name + " wants a value");
                }
                rest.remove(i);
                return Optional.of(rest.remove(i));
            }
        }
        return Optional.empty();
    }

    /** Whether an option without a value is given. */
    boolean takeFlag(String name) {
        return rest.remove(name);
    }

    /** The next argument that is no option. */
    String takeNext(String ifMissing) throws UsageException {
        if (rest.isEmpty()) {
            throw new UsageException(ifMissing);
        }
        return rest.removeFirst();
    }

    void expectEmpty() throws UsageException {
        if (!rest.isEmpty()) {
            throw new UsageException("does not know " + rest.getFirst());
        }
    }
}
