package brume.http;

import brume.base.Clock;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * HTTP/1.1 connections whose input is checked by {@link FramedInput}. Everything that is not the
 * preface of HTTP/2 is taken for HTTP/1.1, so that a client that sends nonsense is told so.
 */
final class Http1Selector implements ServerConnectionSelector {

    private static final String HTTP2_START = "PRI";

    private final Http1ConnectionSelector http1;
    private final HttpLimits limits;
    private final Clock clock;

    Http1Selector(Http1ConnectionSelector http1, HttpLimits limits, Clock clock) {
        this.http1 = http1;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData start) {
        boolean http2 =
                start.available() >= HTTP2_START.length()
                        && start.readString(HTTP2_START.length()).equals(HTTP2_START);
        return http2 ? Support.UNSUPPORTED : Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        FramedInput input = new FramedInput(context.dataReader(), limits, clock);
        return http1.connection(new Framed(context, input, DataReader.create(input)));
    }

    /** A connection with another reader. */
    record Framed(ConnectionContext connection, FramedInput input, DataReader dataReader)
            implements ConnectionContext {

        @Override
        public ListenerContext listenerContext() {
            return connection.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return connection.executor();
        }

        @Override
        public DataWriter dataWriter() {
            return connection.dataWriter();
        }

        @Override
        public Router router() {
            return connection.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return connection.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return connection.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return connection.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return connection.localPeer();
        }

        @Override
        public boolean isSecure() {
            return connection.isSecure();
        }

        @Override
        public String socketId() {
            return connection.socketId();
        }

        @Override
        public String childSocketId() {
            return connection.childSocketId();
        }
    }
}
