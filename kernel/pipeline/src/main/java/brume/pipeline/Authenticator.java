package brume.pipeline;

import brume.auth.AuthFailure;
import brume.auth.AwsChunkedDecoder;
import brume.auth.SessionTokens;
import brume.auth.SigV2Url;
import brume.auth.SigV4Authorization;
import brume.auth.SigV4Rules;
import brume.auth.SigV4Verification;
import brume.auth.SigV4Verifier;
import brume.auth.SignedRequest;
import brume.base.AccountId;
import brume.base.Clock;
import brume.base.Region;
import brume.base.Scope;
import brume.spi.IdentityDirectory;
import brume.spi.Principal;
import brume.wire.HttpHeaders;
import brume.wire.HttpRequest;
import brume.wire.Protocol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Step 3: from a signature to a principal. The credential scope decides the region, the key decides
 * the account. Keys are looked for among root users, sessions (which carry themselves, sealed, in
 * their token) and IAM users, in this order.
 */
public final class Authenticator {

    private static final int DECODED_BYTES_MAX = 128 * 1024 * 1024;
    private static final String CHECKSUM = "x-amz-checksum-";
    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";

    private final RootCredentials roots;
    private final SessionTokens tokens;
    private final IdentityDirectory directory;
    private final Clock clock;
    private final boolean movedClock;
    private final SigV4Verifier verifier = new SigV4Verifier();

    /**
     * @param movedClock whether the clock may be ahead of real time; then signatures of either time
     *     are accepted, because clients outside sign with theirs
     */
    public Authenticator(
            RootCredentials roots,
            SessionTokens tokens,
            IdentityDirectory directory,
            Clock clock,
            boolean movedClock) {
        this.roots = roots;
        this.tokens = tokens;
        this.directory = directory;
        this.clock = clock;
        this.movedClock = movedClock;
    }

    /**
     * An authenticated caller.
     *
     * @param request the request, with its body decoded and the trailing headers among the others
     *     if it came in chunks
     * @param conditionKeys what the credentials say besides who it is
     */
    public record Caller(
            Principal principal,
            Scope scope,
            HttpRequest request,
            Map<String, List<String>> conditionKeys) {}

    private record Identity(
            Principal principal,
            AccountId account,
            String secret,
            Map<String, List<String>> conditionKeys) {}

    /**
     * The caller of a request to {@code service}.
     *
     * @throws brume.auth.AuthFailureException if it is not signed, or not rightly
     */
    public Caller authenticate(HttpRequest request, Protocol protocol, String service) {
        SignedRequest signed = view(request);
        if (protocol == Protocol.REST_XML && SigV2Url.isIn(request.query())) {
            return authenticateUrl(request, signed);
        }
        SigV4Authorization authorization = SigV4Authorization.parse(signed);
        Identity identity = identity(authorization.accessKeyId(), authorization.sessionToken());
        SigV4Rules rules = SigV4Rules.of(protocol, service).withUnsignedPayload();
        SigV4Verification verification =
                verifier.verify(signed, authorization, identity.secret, rules, nows());
        return new Caller(
                identity.principal,
                new Scope(identity.account, region(authorization.scope().region())),
                verification.payload().chunked() ? decoded(request, verification) : request,
                identity.conditionKeys);
    }

    /** Such a URL names no region; nothing in S3 depends on it. */
    private Caller authenticateUrl(HttpRequest request, SignedRequest signed) {
        List<String> names = new ArrayList<>();
        request.headers().forEach((name, value) -> names.add(name));
        SigV2Url url = SigV2Url.parse(signed, names);
        Identity identity = identity(url.accessKeyId(), url.sessionToken());
        url.verify(identity.secret, nows());
        return new Caller(
                identity.principal,
                new Scope(identity.account, Region.US_EAST_1),
                request,
                identity.conditionKeys);
    }

    private static HttpRequest decoded(HttpRequest request, SigV4Verification verification) {
        AwsChunkedDecoder.Decoded decoded =
                AwsChunkedDecoder.decode(verification, request.body(), decodedLengthMax(request));
        if (decoded.trailers().size() == 0) {
            return request.withBody(decoded.body());
        }
        HttpHeaders headers = new HttpHeaders();
        request.headers().forEach(headers::add);
        // Nothing signs them in an unsigned payload, so they may tell a checksum only.
        decoded.trailers()
                .forEach((name, value) -> {
                    if (name.toLowerCase(Locale.ROOT).startsWith(CHECKSUM)
                            && !request.header(name).isPresent()) {
                        headers.add(name, value);
                    }
                });
        return request.withHeaders(headers).withBody(decoded.body());
    }

    private static int decodedLengthMax(HttpRequest request) {
        try {
            return request.header(DECODED_LENGTH)
                    .map(Integer::parseUnsignedInt)
                    .filter(length -> length >= 0 && length <= DECODED_BYTES_MAX)
                    .orElse(DECODED_BYTES_MAX);
        } catch (NumberFormatException e) {
            return DECODED_BYTES_MAX;
        }
    }

    /** The service that a request names in its credential scope, verified or not, for routing. */
    static Optional<String> signingName(HttpRequest request) {
        String credential =
                request.header("Authorization")
                        .map(value -> after(value, "Credential="))
                        .orElseGet(() -> after(request.query(), "X-Amz-Credential="));
        String[] parts = credential.replace("%2F", "/").split("/", 5);
        if (parts.length <= 3 && SigV2Url.isIn(request.query())) {
            return Optional.of(SigV2Url.SERVICE);
        }
        return parts.length > 3 ? Optional.of(before(parts[3], ",&")) : Optional.empty();
    }

    private static String before(String text, String marks) {
        int end = 0;
        while (end < text.length() && marks.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(0, end);
    }

    private static String after(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? "" : text.substring(at + mark.length());
    }

    private static SignedRequest view(HttpRequest request) {
        return new SignedRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers()::all,
                request.body());
    }

    private List<Instant> nows() {
        Instant now = clock.now();
        return movedClock ? List.of(now.minus(clock.offset()), now) : List.of(now);
    }

    private Identity identity(String id, String sessionToken) {
        if (!sessionToken.isEmpty()) {
            SessionTokens.Session session =
                    tokens.open(id, sessionToken)
                            .orElseThrow(() -> AuthFailure.invalidToken().exception());
            if (session.expiredAt(clock.now())) {
                throw AuthFailure.expiredToken().exception();
            }
            Principal principal = SessionIssuer.principal(session);
            return new Identity(
                    principal,
                    principal.account().orElseThrow(),
                    session.secretAccessKey(),
                    SessionIssuer.conditionKeys(session));
        }
        Optional<RootCredentials.RootKey> root = roots.find(id);
        if (root.isPresent()) {
            return new Identity(
                    root.get().root(),
                    root.get().root().accountId(),
                    root.get().secret(),
                    Map.of());
        }
        IdentityDirectory.AccessKey key =
                directory
                        .findAccessKey(id)
                        .orElseThrow(() -> AuthFailure.invalidToken().exception());
        return new Identity(key.user(), key.user().accountId(), key.secret(), Map.of());
    }

    private static Region region(String name) {
        try {
            return new Region(name);
        } catch (IllegalArgumentException e) {
            throw new AuthFailure(
                            AuthFailure.Reason.SIGNATURE_MISMATCH,
                            "Credential should be scoped to a valid region. ")
                    .exception();
        }
    }
}
