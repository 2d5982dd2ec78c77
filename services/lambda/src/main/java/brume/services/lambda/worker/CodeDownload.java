package brume.services.lambda.worker;

import brume.services.lambda.domain.LambdaFunction;
import brume.services.lambda.store.FunctionStore;
import brume.spi.ServerEndpoint;
import brume.spi.WebEndpoint;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where GetFunction's {@code Code.Location} leads: the zip, for whoever knows its address, which
 * cannot be guessed and ends with the next change of the code.
 */
public final class CodeDownload implements WebEndpoint {

    private static final String PATH = "/_brume/lambda/code/";
    private static final Pattern ADDRESS = Pattern.compile(Pattern.quote(PATH) + "(\\w{40})");

    private final FunctionStore functions;
    private final ServerEndpoint endpoint;

    public CodeDownload(FunctionStore functions, ServerEndpoint endpoint) {
        this.functions = functions;
        this.endpoint = endpoint;
    }

    public String location(LambdaFunction.Code code) {
        return endpoint.url() + PATH + code.id();
    }

    @Override
    public boolean matches(HttpRequest request) {
        return request.path().startsWith(PATH);
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        Matcher address = ADDRESS.matcher(request.path());
        Optional<byte[]> zip =
                request.method().equals("GET") && address.matches()
                        ? functions.code().find(address.group(1))
                        : Optional.empty();
        return zip.map(bytes -> HttpResponse.of(200, "application/zip", bytes))
                .orElseGet(() ->
                        HttpResponse.of(
                                404,
                                "text/plain",
                                "There is no such code.\n".getBytes(StandardCharsets.UTF_8)));
    }
}
