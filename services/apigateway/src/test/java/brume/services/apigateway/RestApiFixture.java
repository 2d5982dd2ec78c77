package brume.services.apigateway;

import brume.wire.Documents;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with one REST API. */
abstract class RestApiFixture {

    @TempDir Path folder;
    Gateway gateway;
    String api = "";
    String root = "";

    @BeforeEach
    void open() {
        gateway = new Gateway(folder.resolve("store"));
        JsonNode created = gateway.call("CreateRestApi", "{'name':'n'}");
        api = created.get("id").asText();
        root = created.get("rootResourceId").asText();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** An input of this API: JSON in which single quotes stand for double ones. */
    ObjectNode input(String more) {
        ObjectNode input = Documents.object().put("restApiId", api);
        return input.setAll((ObjectNode) Documents.parse(more.replace('\'', '"')));
    }

    /** Carries an operation on this API out. */
    JsonNode call(String operation, String more) {
        return gateway.call(operation, input(more).toString());
    }
}
