package brume.http;

import java.nio.file.Path;

/** A PEM certificate chain and its PKCS#8 private key. */
public record TlsFiles(Path certificates, Path privateKey) {}
