package brume.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SealTest {

    private final Seal seal = new Seal(Seal.newKey());

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void opensWhatItSealed() {
        byte[] sealed = seal.seal(bytes("secret"), bytes("here"));

        assertThat(seal.open(sealed, bytes("here"))).contains(bytes("secret"));
        assertThat(new String(sealed, UTF_8)).doesNotContain("secret");
    }

    @Test
    void anotherPlaceKeyOrChangeDoesNotOpen() {
        byte[] sealed = seal.seal(bytes("secret"), bytes("here"));

        assertThat(seal.open(sealed, bytes("there"))).isEmpty();
        assertThat(new Seal(Seal.newKey()).open(sealed, bytes("here"))).isEmpty();
        sealed[sealed.length - 1] ^= 1;
        assertThat(seal.open(sealed, bytes("here"))).isEmpty();
        assertThat(seal.open(new byte[3], bytes("here"))).isEmpty();
    }
}
