package brume.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NativeLibraryTest {

    @Test
    void theLibraryIsUnpackedOncePerVersionAndNotAtEveryStart() throws IOException {
        NativeLibrary.load();
        List<String> mapped =
                Files.readString(Path.of("/proc/self/maps"))
                        .lines()
                        .filter(line -> line.contains("librocksdb"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .toList();
        assertThat(mapped).singleElement().asString().contains("/brume/rocksdb-");
    }
}
