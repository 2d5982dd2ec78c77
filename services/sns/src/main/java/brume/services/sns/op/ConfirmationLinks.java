package brume.services.sns.op;

import brume.base.AccountId;
import brume.base.Arn;
import brume.spi.WebEndpoint;
import brume.wire.HttpRequest;
import brume.wire.HttpResponse;
import brume.wire.ServiceException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The links in messages to web endpoints, which are followed without a signature: one confirms a
 * subscription, for whoever has its token, the other ends one, for whoever got a message of it.
 */
public final class ConfirmationLinks implements WebEndpoint {

    private static final int PARAMETERS_MAX = 20;

    private final Subscriptions subscriptions;

    public ConfirmationLinks(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public boolean matches(HttpRequest request) {
        String query = request.query();
        return request.method().equals("GET")
                && request.path().equals("/")
                && (query.startsWith("Action=ConfirmSubscription&")
                        || query.startsWith("Action=Unsubscribe&"))
                && !query.contains("X-Amz-Signature=")
                && request.header("Authorization").isEmpty();
    }

    @Override
    public HttpResponse handle(HttpRequest request, String requestId, Gate gate) {
        try {
            Map<String, String> parameters = parameters(request.query());
            String topic = parameters.get("TopicArn");
            if (topic == null) {
                unsubscribe(parameters.getOrDefault("SubscriptionArn", ""));
                return answer(200, "<UnsubscribeResponse/>");
            }
            Arn arn = sns(topic).orElse(null);
            if (arn == null) {
                return error(400, "InvalidParameter");
            }
            String confirmed =
                    subscriptions
                            .confirm(arn, parameters.getOrDefault("Token", ""))
                            .subscriptionArn();
            return answer(
                    200,
                    "<ConfirmSubscriptionResponse><ConfirmSubscriptionResult><SubscriptionArn>"
                            + confirmed
                            + "</SubscriptionArn></ConfirmSubscriptionResult>"
                            + "</ConfirmSubscriptionResponse>");
        } catch (ServiceException e) {
            return error(e.error().httpStatus(), e.error().code());
        } catch (IllegalArgumentException e) { // a broken escape in the query
            return error(400, "InvalidParameter");
        }
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query.split("&", PARAMETERS_MAX)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static HttpResponse error(int status, String code) {
        return answer(
                status, "<ErrorResponse><Error><Code>" + code + "</Code></Error></ErrorResponse>");
    }

    private void unsubscribe(String text) {
        sns(text)
                .filter(arn -> arn.resource().indexOf(':') > 0)
                .ifPresent(subscriptions::unsubscribe);
    }

    private static Optional<Arn> sns(String text) {
        return Arn.find(text)
                .filter(arn -> arn.service().equals("sns") && AccountId.isValid(arn.account()));
    }

    private static HttpResponse answer(int status, String xml) {
        return HttpResponse.of(status, "text/xml", xml.getBytes(StandardCharsets.UTF_8));
    }
}
