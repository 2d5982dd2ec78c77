package brume.wire;

/** A request that names no operation, with the answer that AWS gives. */
public final class RouteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient ServiceModel service;
    private final Protocol protocol;
    private final transient ServiceException error;

    RouteException(ServiceModel service, Protocol protocol, ServiceException error) {
        super(error.getMessage(), null, false, false);
        this.service = service;
        this.protocol = protocol;
        this.error = error;
    }

    /** The service that was probably meant. */
    public ServiceModel service() {
        return service;
    }

    public Protocol protocol() {
        return protocol;
    }

    public ServiceException error() {
        return error;
    }

    public HttpResponse response(String requestId) {
        return Codec.encodeError(protocol, service, error, requestId);
    }
}
