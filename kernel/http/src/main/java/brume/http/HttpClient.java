package brume.http;

import brume.wire.HttpHeaders;
import brume.wire.HttpResponse;
import brume.wire.OutboundRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to endpoints outside this server, over kept connections. Apache's classic client:
 * blocking, as everything here is, and the cheapest in CPU of those measured (ADR 12).
 */
public final class HttpClient implements AutoCloseable {

    private static final int CONNECTIONS_PER_ENDPOINT = 256;
    private static final int CONNECTIONS = 2_048;
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(5);
    private static final TimeValue IDLE_BEFORE_CHECK = TimeValue.ofSeconds(1);

    private @Nullable CloseableHttpClient client;

    /** Made when it is first needed: most servers never call out, and start faster without. */
    private synchronized CloseableHttpClient client() {
        CloseableHttpClient known = client;
        if (known == null) {
            known = create();
            client = known;
        }
        return known;
    }

    private static CloseableHttpClient create() {
        ConnectionConfig connections =
                ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setTimeToLive(CONNECTION_LIFE)
                        .setValidateAfterInactivity(IDLE_BEFORE_CHECK)
                        .build();
        return HttpClients.custom()
                .setConnectionManager(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnTotal(CONNECTIONS)
                                .setMaxConnPerRoute(CONNECTIONS_PER_ENDPOINT)
                                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                                .setDefaultConnectionConfig(connections)
                                .setDnsResolver(new LocalhostResolver())
                                .build())
                .setRetryStrategy(new OnceMore())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .disableDefaultUserAgent()
                .build();
    }

    /**
     * Sends idempotent requests once more if the connection fails: a kept one may just have ended.
     * An answer is an answer, also if it says "try again later".
     */
    private static final class OnceMore extends DefaultHttpRequestRetryStrategy {
        OnceMore() {
            super(1, TimeValue.ZERO_MILLISECONDS);
        }

        @Override
        public boolean retryRequest(
                org.apache.hc.core5.http.HttpResponse answer, int attempt, HttpContext context) {
            return false;
        }
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @throws IOException if that fails, takes too long or is too large
     */
    public HttpResponse send(OutboundRequest request) throws IOException {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.url());
        Timeout timeout = timeout(request.timeout());
        message.setConfig(
                RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout)
                        .setResponseTimeout(timeout)
                        .setExpectContinueEnabled(false)
                        .build());
        request.headers().forEach(message::addHeader);
        if (request.body().length > 0) {
            message.setEntity(new ByteArrayEntity(request.body(), null));
        }
        return client().execute(message, answer -> read(answer, request.answerBytesMax()));
    }

    private static Timeout timeout(Duration timeout) {
        return Timeout.ofMilliseconds(Math.max(1, timeout.toMillis()));
    }

    private static HttpResponse read(ClassicHttpResponse answer, int bytesMax) throws IOException {
        HttpHeaders headers = new HttpHeaders();
        for (Header header : answer.getHeaders()) {
            headers.add(header.getName(), header.getValue() == null ? "" : header.getValue());
        }
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            return new HttpResponse(answer.getCode(), headers, new byte[0]);
        }
        // Not closed here: that would read a too large answer to its end. The client drops it.
        InputStream in = entity.getContent();
        byte[] body = in.readNBytes(bytesMax);
        if (body.length == bytesMax && in.read() >= 0) {
            throw new IOException("the answer has more than " + bytesMax + " bytes");
        }
        return new HttpResponse(answer.getCode(), headers, body);
    }

    @Override
    public synchronized void close() throws IOException {
        if (client != null) {
            client.close();
        }
    }
}
