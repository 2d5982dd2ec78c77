package brume.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkNumber;
import software.amazon.awssdk.enhanced.dynamodb.AttributeConverterProvider;
import software.amazon.awssdk.enhanced.dynamodb.AttributeValueType;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableMetadata;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.document.EnhancedDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** The document API of the enhanced client, and the plain client's pages, statements and errors. */
class DocumentTest {

    private static BrumeProcess server;
    private static DynamoDbClient client;
    private static DynamoDbTable<EnhancedDocument> documents;

    @BeforeAll
    static void start() throws Exception {
        server = BrumeProcess.start();
        client = server.dynamoDb();
        documents =
                DynamoDbEnhancedClient.builder()
                        .dynamoDbClient(client)
                        .build()
                        .table(
                                "documents",
                                TableSchema.documentSchemaBuilder()
                                        .addIndexPartitionKey(
                                                TableMetadata.primaryIndexName(),
                                                "id",
                                                AttributeValueType.S)
                                        .attributeConverterProviders(
                                                AttributeConverterProvider.defaultProvider())
                                        .build());
        documents.createTable();
        client.waiter().waitUntilTableExists(table -> table.tableName("documents"));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void jsonGoesInAndOut() {
        String json =
                "{\"id\":\"json\",\"n\":12345678901234567890123456789012345678,\"f\":0.5,"
                        + "\"l\":[1,[null,true],{\"a\":\"\\u00e9\\ud83d\\ude00\"}],\"m\":{}}";
        documents.putItem(EnhancedDocument.fromJson(json));
        EnhancedDocument found = documents.getItem(Key.builder().partitionValue("json").build());
        assertThat(found.toJson()).isEqualTo(EnhancedDocument.fromJson(json).toJson());
        assertThat(found.getNumber("n"))
                .isEqualTo(SdkNumber.fromString("12345678901234567890123456789012345678"));
        EnhancedDocument updated =
                documents.updateItem(
                        EnhancedDocument.builder()
                                .attributeConverterProviders(
                                        AttributeConverterProvider.defaultProvider())
                                .putString("id", "json")
                                .putStringSet("s", Set.of("x", "y"))
                                .build());
        assertThat(updated.getStringSet("s")).containsExactlyInAnyOrder("x", "y");
        assertThat(updated.isPresent("l")).isTrue();
    }

    @Test
    void thePaginatorsOfThePlainClientReadEverything() {
        IntStream.range(0, 30)
                .forEach(number ->
                        client.putItem(request ->
                                request.tableName("documents")
                                        .item(
                                                Map.of(
                                                        "id",
                                                        AttributeValue.fromS("page-" + number)))));
        assertThat(
                        client.scanPaginator(request ->
                                        request.tableName("documents")
                                                .limit(7)
                                                .filterExpression("begins_with(id, :p)")
                                                .expressionAttributeValues(
                                                        Map.of(
                                                                ":p",
                                                                AttributeValue.fromS("page-"))))
                                .items())
                .hasSize(30);
        for (int number = 0; number < 5; number++) {
            String name = "paged-" + number;
            client.createTable(table ->
                    table.tableName(name)
                            .billingMode("PAY_PER_REQUEST")
                            .keySchema(
                                    KeySchemaElement.builder()
                                            .attributeName("k")
                                            .keyType("HASH")
                                            .build())
                            .attributeDefinitions(
                                    AttributeDefinition.builder()
                                            .attributeName("k")
                                            .attributeType("S")
                                            .build()));
        }
        assertThat(client.listTablesPaginator(request -> request.limit(2)).tableNames())
                .contains("documents", "paged-0", "paged-4");
        client.deleteTable(table -> table.tableName("paged-0"));
        client.waiter().waitUntilTableNotExists(table -> table.tableName("paged-0"));
    }

    @Test
    void statementsAreExecuted() {
        client.executeStatement(request ->
                request.statement("INSERT INTO documents VALUE {'id': ?, 'n': ?}")
                        .parameters(AttributeValue.fromS("sql"), AttributeValue.fromN("1")));
        client.executeStatement(
                request -> request.statement("UPDATE documents SET n = n + 1 WHERE id = 'sql'"));
        assertThat(
                        client.executeStatement(request ->
                                        request.statement("SELECT n FROM documents WHERE id = ?")
                                                .parameters(List.of(AttributeValue.fromS("sql"))))
                                .items())
                .containsExactly(Map.of("n", AttributeValue.fromN("2")));
    }

    @Test
    void errorsAreTheTypesOfTheModel() {
        assertThatThrownBy(() -> client.describeTable(table -> table.tableName("none-here")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Requested resource not found: Table: none-here not found");
        assertThatThrownBy(() ->
                        client.getItem(request ->
                                request.tableName("documents")
                                        .key(Map.of("other", AttributeValue.fromS("x")))))
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        e -> {
                            assertThat(e.awsErrorDetails().errorCode())
                                    .isEqualTo("ValidationException");
                            assertThat(e.statusCode()).isEqualTo(400);
                            assertThat(e.requestId()).isNotEmpty();
                        });
    }
}
