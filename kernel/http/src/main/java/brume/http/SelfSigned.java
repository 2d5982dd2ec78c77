package brume.http;

import brume.base.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate of our own making, for TLS without a certificate authority. The JDK can make one
 * only through its {@code keytool} program.
 */
public final class SelfSigned {

    private static final String ALIAS = "brume";
    private static final int KEYTOOL_SECONDS_MAX = 60;

    private SelfSigned() {}

    /**
     * The files of a certificate for localhost and its subdomains, made in {@code folder} if they
     * are not there yet.
     *
     * @throws IOException if they cannot be made
     */
    public static TlsFiles in(Path folder) throws IOException {
        TlsFiles files =
                new TlsFiles(folder.resolve("tls-cert.pem"), folder.resolve("tls-key.pem"));
        if (Files.exists(files.certificates()) && Files.exists(files.privateKey())) {
            return files;
        }
        Files.createDirectories(folder);
        Path keyStore = folder.resolve("tls.p12");
        String password = Ids.secret(32);
        Files.deleteIfExists(keyStore);
        try {
            runKeytool(keyStore, password);
            export(keyStore, password, files);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate", e);
        } finally {
            Files.deleteIfExists(keyStore);
        }
        return files;
    }

    private static void runKeytool(Path keyStore, String password) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        keytool.toString(),
                                        "-genkeypair",
                                        "-alias",
                                        ALIAS,
                                        "-keyalg",
                                        "EC",
                                        "-groupname",
                                        "secp256r1",
                                        "-validity",
                                        "3650",
                                        "-dname",
                                        "CN=localhost",
                                        "-ext",
                                        "san=dns:localhost,dns:*.localhost,"
                                                + "dns:*.execute-api.localhost,ip:127.0.0.1,ip:::1",
                                        "-storetype",
                                        "PKCS12",
                                        "-keystore",
                                        keyStore.toString(),
                                        "-storepass:env",
                                        "BRUME_STORE_PASSWORD"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("BRUME_STORE_PASSWORD", password);
        Process process = builder.start();
        try {
            if (!process.waitFor(KEYTOOL_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("keytool has not finished");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("keytool failed with exit status " + process.exitValue());
        }
    }

    private static void export(Path keyStore, String password, TlsFiles files)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
        Certificate certificate = store.getCertificate(ALIAS);
        byte[] key = store.getKey(ALIAS, password.toCharArray()).getEncoded();
        Files.writeString(files.certificates(), pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(files.privateKey(), pem("PRIVATE KEY", key));
        var ignored = files.privateKey().toFile().setReadable(false, false);
        ignored = files.privateKey().toFile().setReadable(true, true);
    }

    private static String pem(String kind, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
