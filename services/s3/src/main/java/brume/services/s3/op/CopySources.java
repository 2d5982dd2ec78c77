package brume.services.s3.op;

import brume.services.s3.domain.Bucket;
import brume.services.s3.domain.Preconditions;
import brume.services.s3.domain.StoredObject;
import brume.spi.Permission;
import brume.store.Reader;
import brume.wire.Shape;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The object that a copy is made of: {@code bucket/key?versionId=id}, percent-encoded. */
final class CopySources {

    private static final String HEADER = "x-amz-copy-source";
    private static final String VERSION = "?versionId=";

    private final Reading reading;
    private final Access access;

    CopySources(Reading reading, Access access) {
        this.reading = reading;
        this.access = access;
    }

    /** An object that is named as a source. */
    record Source(Bucket bucket, String key, Optional<String> versionId) {}

    /** The source that a request names. */
    Source of(Shape input) {
        String header = Fields.require(input, HEADER);
        int query = header.indexOf(VERSION);
        Optional<String> version =
                query < 0
                        ? Optional.empty()
                        : Optional.of(header.substring(query + VERSION.length()));
        String path = decode(query < 0 ? header : header.substring(0, query));
        String plain = path.startsWith("/") ? path.substring(1) : path;
        int slash = plain.indexOf('/');
        if (plain.startsWith("arn:")) {
            throw Faults.notImplemented("copies from access points");
        }
        if (slash <= 0 || slash == plain.length() - 1) {
            throw Faults.invalidArgument(HEADER, HEADER, "Invalid copy source object key");
        }
        Bucket bucket =
                access.bucket(
                        plain.substring(0, slash), input, "x-amz-source-expected-bucket-owner");
        return new Source(bucket, plain.substring(slash + 1), version);
    }

    private static String decode(String header) {
        try {
            // A plus sign in a path is itself.
            return URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Faults.invalidArgument(HEADER, HEADER, "Invalid copy source encoding.");
        }
    }

    List<Permission> permissions(Shape input) {
        Source source = of(input);
        return reading.permissions(source.bucket(), source.key(), source.versionId(), "GetObject");
    }

    /**
     * The source object, if the request's conditions hold for it.
     *
     * @throws brume.wire.ServiceException NoSuchKey, NoSuchVersion, PreconditionFailed
     */
    StoredObject get(Reader reader, Source source, Shape input) {
        StoredObject object =
                reading.find(reader, source.bucket(), source.key(), source.versionId());
        Preconditions conditions =
                new Preconditions(
                        Fields.text(input, HEADER + "-if-match").orElse(null),
                        Fields.text(input, HEADER + "-if-none-match").orElse(null),
                        (Instant) Fields.value(input, HEADER + "-if-modified-since").orElse(null),
                        (Instant)
                                Fields.value(input, HEADER + "-if-unmodified-since").orElse(null));
        conditions
                .check(object)
                .ifPresent(failure -> {
                    throw Faults.preconditionFailed(
                            HEADER
                                    + switch (failure) {
                                        case IF_MATCH -> "-If-Match";
                                        case IF_UNMODIFIED_SINCE -> "-If-Unmodified-Since";
                                        case NOT_MODIFIED -> "-If-None-Match";
                                    });
                });
        return object;
    }
}
