package brume.services.dynamodb;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service with one table, {@code table}, whose key is the text {@code p}. */
abstract class OneTableFixture {

    @TempDir Path folder;
    Dynamodb db;

    @BeforeEach
    void create() {
        db = new Dynamodb(folder);
        db.call(
                "CreateTable",
                """
                {'TableName':'table','BillingMode':'PAY_PER_REQUEST',
                 'AttributeDefinitions':[{'AttributeName':'p','AttributeType':'S'}],
                 'KeySchema':[{'AttributeName':'p','KeyType':'HASH'}]}\
                """);
    }

    @AfterEach
    void close() {
        db.close();
    }
}
