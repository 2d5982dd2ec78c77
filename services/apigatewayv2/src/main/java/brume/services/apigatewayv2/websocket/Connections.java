package brume.services.apigatewayv2.websocket;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of this server by their ids. They end with the process, as their sockets do;
 * whoever asks for one of before is told that it is gone.
 */
final class Connections {

    private final Map<String, Client> open = new ConcurrentHashMap<>();

    void add(Client client) {
        open.put(client.id(), client);
    }

    void remove(Client client) {
        open.remove(client.id(), client);
    }

    Optional<Client> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    List<Client> of(String apiId) {
        return open.values().stream().filter(client -> client.apiId().equals(apiId)).toList();
    }
}
