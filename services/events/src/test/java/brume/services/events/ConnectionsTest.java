package brume.services.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import brume.api.events.ConnectionBodyParameter;
import brume.api.events.ConnectionHeaderParameter;
import brume.api.events.ConnectionHttpParameters;
import brume.api.events.CreateConnectionApiKeyAuthRequestParameters;
import brume.api.events.CreateConnectionAuthRequestParameters;
import brume.api.events.CreateConnectionBasicAuthRequestParameters;
import brume.api.events.CreateConnectionOAuthClientRequestParameters;
import brume.api.events.CreateConnectionOAuthRequestParameters;
import brume.api.events.CreateConnectionRequest;
import brume.api.events.CreateConnectionResponse;
import brume.api.events.DeauthorizeConnectionRequest;
import brume.api.events.DeleteConnectionRequest;
import brume.api.events.DescribeConnectionRequest;
import brume.api.events.DescribeConnectionResponse;
import brume.api.events.EventsApi;
import brume.api.events.ListConnectionsRequest;
import brume.api.events.UpdateConnectionAuthRequestParameters;
import brume.api.events.UpdateConnectionBasicAuthRequestParameters;
import brume.api.events.UpdateConnectionRequest;
import brume.spi.ConnectionDirectory.Parameter;
import brume.store.Key;
import brume.store.Range;
import brume.testing.harness.ServiceHarness;
import brume.testing.harness.Surroundings;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections. Answers follow what LocalStack's repository records from AWS
 * (tests/aws/services/events/test_api_destinations_and_connection).
 */
@NullUnmarked // Members of answers are optional by type; one that is missing fails the test.
class ConnectionsTest {

    @TempDir Path folder;
    private final BlockingQueue<OutboundRequest> requests = new LinkedBlockingQueue<>();
    private volatile String tokenAnswer =
            "{\"access_token\": \"t1\", \"token_type\": \"bearer\", \"expires_in\": 100}";
    private volatile int tokenStatus = 200;
    private ServiceHarness events;

    @BeforeEach
    void open() {
        events =
                new ServiceHarness(
                        folder,
                        Surroundings.NONE.with(request -> {
                            requests.add(request);
                            return HttpResponse.of(
                                    tokenStatus, "application/json", tokenAnswer.getBytes(UTF_8));
                        }),
                        EventsService::new);
    }

    @AfterEach
    void close() {
        events.close();
    }

    private static CreateConnectionAuthRequestParameters.Builder basic() {
        return CreateConnectionAuthRequestParameters.builder()
                .basicAuthParameters(
                        CreateConnectionBasicAuthRequestParameters.builder()
                                .username("user")
                                .password("pass-word")
                                .build());
    }

    private static CreateConnectionAuthRequestParameters.Builder oauth() {
        return CreateConnectionAuthRequestParameters.builder()
                .oAuthParameters(
                        CreateConnectionOAuthRequestParameters.builder()
                                .authorizationEndpoint("https://example.com/token")
                                .httpMethod("POST")
                                .clientParameters(
                                        CreateConnectionOAuthClientRequestParameters.builder()
                                                .clientID("id")
                                                .clientSecret("se cret")
                                                .build())
                                .oAuthHttpParameters(
                                        ConnectionHttpParameters.builder()
                                                .bodyParameters(
                                                        List.of(
                                                                ConnectionBodyParameter.builder()
                                                                        .key("audience")
                                                                        .value("us")
                                                                        .build()))
                                                .build())
                                .build());
    }

    private CreateConnectionResponse create(
            String name, String type, CreateConnectionAuthRequestParameters.Builder parameters) {
        return events.call(
                EventsApi.CREATE_CONNECTION,
                CreateConnectionRequest.builder()
                        .name(name)
                        .authorizationType(type)
                        .authParameters(parameters.build())
                        .build());
    }

    private DescribeConnectionResponse describe(String name) {
        return events.call(
                EventsApi.DESCRIBE_CONNECTION,
                DescribeConnectionRequest.builder().name(name).build());
    }

    private List<Parameter> headers(String arn) {
        return events.connections().get(arn, false).headers();
    }

    @Test
    void secretsAreNeverShownAndNeverStoredOpenly() {
        CreateConnectionResponse created =
                create(
                        "c",
                        "BASIC",
                        basic().invocationHttpParameters(
                                        ConnectionHttpParameters.builder()
                                                .headerParameters(
                                                        List.of(
                                                                ConnectionHeaderParameter.builder()
                                                                        .key("X-Key")
                                                                        .value("hid-den")
                                                                        .isValueSecret(true)
                                                                        .build()))
                                                .build()));

        assertThat(created.connectionState()).isEqualTo("AUTHORIZED");
        assertThat(created.connectionArn())
                .matches("arn:aws:events:us-east-1:111122223333:connection/c/[0-9a-f-]{36}");
        DescribeConnectionResponse described = describe("c");
        assertThat(described.authParameters().basicAuthParameters().username()).isEqualTo("user");
        assertThat(described.toString()).doesNotContain("pass-word", "hid-den");
        events.store()
                .read(reader -> {
                    reader.scan(
                            Range.prefix(Key.of("events", "connection")),
                            (key, value) -> {
                                assertThat(new String(value, UTF_8))
                                        .doesNotContain("pass-word", "hid-den");
                                return true;
                            });
                    return true;
                });
        events.restart();
        assertThat(headers(created.connectionArn()))
                .containsExactly(
                        new Parameter("X-Key", "hid-den", true),
                        new Parameter("Authorization", "Basic dXNlcjpwYXNzLXdvcmQ=", true));
    }

    @Test
    void anApiKeyIsAHeader() {
        String arn =
                create(
                                "c",
                                "API_KEY",
                                CreateConnectionAuthRequestParameters.builder()
                                        .apiKeyAuthParameters(
                                                CreateConnectionApiKeyAuthRequestParameters
                                                        .builder()
                                                        .apiKeyName("X-Api")
                                                        .apiKeyValue("v")
                                                        .build()))
                        .connectionArn();

        assertThat(headers(arn)).containsExactly(new Parameter("X-Api", "v", true));
    }

    @Test
    void aTokenIsFetchedKeptAndRenewed() throws InterruptedException {
        CreateConnectionResponse created = create("c", "OAUTH_CLIENT_CREDENTIALS", oauth());
        assertThat(created.connectionState()).isEqualTo("AUTHORIZING");

        OutboundRequest request = requests.poll(10, TimeUnit.SECONDS);
        assertThat(new String(request.body(), UTF_8))
                .isEqualTo(
                        "grant_type=client_credentials&client_id=id&client_secret=se+cret"
                                + "&audience=us");
        awaitState("c", "AUTHORIZED");
        String arn = created.connectionArn();
        assertThat(headers(arn)).containsExactly(new Parameter("Authorization", "Bearer t1", true));
        assertThat(requests).isEmpty();
        events.clock().advance(Duration.ofSeconds(95));
        tokenAnswer = "{\"access_token\": \"t2\"}";
        assertThat(headers(arn).getFirst().value()).isEqualTo("Bearer t2");
        tokenAnswer = "{\"access_token\": \"t3\"}";
        assertThat(events.connections().get(arn, true).headers().getFirst().value())
                .isEqualTo("Bearer t3");
    }

    private void awaitState(String name, String state) throws InterruptedException {
        for (int i = 0; i < 500 && !describe(name).connectionState().equals(state); i++) {
            events.clock().advance(Duration.ofSeconds(1));
            var ignored = requests.poll(20, TimeUnit.MILLISECONDS);
        }
        assertThat(describe(name).connectionState()).isEqualTo(state);
    }

    @Test
    void anEndpointThatRefusesLeavesTheConnectionUnauthorized() throws InterruptedException {
        tokenStatus = 403;
        String arn = create("c", "OAUTH_CLIENT_CREDENTIALS", oauth()).connectionArn();

        awaitState("c", "DEAUTHORIZED");
        assertThat(describe("c").stateReason())
                .isEqualTo(
                        "Failed to authorize the connection: the authorization endpoint answered"
                                + " 403");
        ServiceHarness.assertError(
                () -> headers(arn),
                "InvalidStateException",
                "Connection 'c' is not in the state AUTHORIZED. Failed to authorize the"
                        + " connection: the authorization endpoint answered 403");
    }

    @Test
    void anUpdateKeepsWhatItDoesNotName() {
        String arn = create("c", "BASIC", basic()).connectionArn();

        var updated =
                events.call(
                        EventsApi.UPDATE_CONNECTION,
                        UpdateConnectionRequest.builder()
                                .name("c")
                                .authParameters(
                                        UpdateConnectionAuthRequestParameters.builder()
                                                .basicAuthParameters(
                                                        UpdateConnectionBasicAuthRequestParameters
                                                                .builder()
                                                                .username("other")
                                                                .build())
                                                .build())
                                .build());

        assertThat(updated.connectionArn()).isEqualTo(arn);
        assertThat(updated.connectionState()).isEqualTo("AUTHORIZED");
        assertThat(headers(arn).getFirst().value())
                .isEqualTo("Basic b3RoZXI6cGFzcy13b3Jk"); // other:pass-word
    }

    @Test
    void parametersHaveToFitTheType() {
        ServiceHarness.assertError(
                () -> create("c", "API_KEY", basic()),
                "ValidationException",
                "Parameter AuthParameters is not valid. Reason: BasicAuthParameters cannot be used"
                        + " with the authorization type API_KEY.");
        create("c", "BASIC", basic());
        ServiceHarness.assertError(
                () -> create("c", "BASIC", basic()),
                "ResourceAlreadyExistsException",
                "Connection c already exists.");
    }

    @Test
    void connectionsAreListedDeauthorizedAndDeleted() {
        String arn = create("c1", "BASIC", basic()).connectionArn();
        create("c2", "BASIC", basic());
        create("d", "BASIC", basic());

        var page =
                events.call(
                        EventsApi.LIST_CONNECTIONS,
                        ListConnectionsRequest.builder().namePrefix("c").limit(1).build());
        assertThat(page.connections().getFirst().connectionArn()).isEqualTo(arn);
        assertThat(page.nextToken()).isNotNull();
        var ignored =
                events.call(
                        EventsApi.DEAUTHORIZE_CONNECTION,
                        DeauthorizeConnectionRequest.builder().name("c1").build());
        assertThat(describe("c1").connectionState()).isEqualTo("DEAUTHORIZED");
        assertThat(describe("c1").authParameters()).isNull();
        var deleted =
                events.call(
                        EventsApi.DELETE_CONNECTION,
                        DeleteConnectionRequest.builder().name("c1").build());
        assertThat(deleted.connectionState()).isEqualTo("DELETING");
        ServiceHarness.assertError(
                () -> describe("c1"),
                "ResourceNotFoundException",
                "Failed to describe the connection(s). Connection 'c1' does not exist.");
    }
}
