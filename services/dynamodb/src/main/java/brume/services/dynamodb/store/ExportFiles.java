package brume.services.dynamodb.store;

import brume.services.dynamodb.domain.Export;
import brume.services.dynamodb.domain.Export.DataFile;
import brume.store.Key;
import brume.store.Range;
import brume.store.Reader;
import brume.store.Transaction;
import brume.wire.Documents;
import java.util.function.Consumer;

/** The files that an export has written, in their order, until its manifest lists them. */
public final class ExportFiles {

    private static final Key FILES = Key.of("dynamodb", "export", "file");

    private ExportFiles() {}

    private static Key files(Export export) {
        return FILES.with(export.number());
    }

    public static void put(Transaction transaction, Export export, int number, DataFile file) {
        transaction.put(files(export).with(number), Documents.write(file));
    }

    public static void visit(Reader reader, Export export, Consumer<DataFile> visitor) {
        reader.scan(
                Range.prefix(files(export)),
                (key, row) -> {
                    visitor.accept(Documents.read(row, DataFile.class));
                    return true;
                });
    }

    public static void removeAll(Transaction transaction, Export export) {
        transaction.deleteRange(Range.prefix(files(export)));
    }
}
