package brume.services.apigatewayv2.domain;

import brume.api.apigatewayv2.Apigatewayv2Api;
import brume.api.apigatewayv2.Apigatewayv2Errors;
import brume.base.AccountId;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;

/** AWS's texts of the errors. */
public final class ApiErrors {

    private ApiErrors() {}

    public static ServiceException apiNotFound(AccountId account, String apiId) {
        return Apigatewayv2Errors.notFoundException(
                "Invalid API identifier specified " + account + ':' + apiId);
    }

    /** A part of an API that is not there; {@code kind} is Route, Integration and so on. */
    public static ServiceException notFound(String kind, String id) {
        return Apigatewayv2Errors.notFoundException(
                "Invalid " + kind + " identifier specified " + id);
    }

    public static ServiceException bad(String message) {
        return Apigatewayv2Errors.badRequestException(message);
    }

    public static ServiceException conflict(String message) {
        return Apigatewayv2Errors.conflictException(message);
    }

    /** One more would be more than the API may have. */
    public static ServiceException tooMany(String what) {
        return Apigatewayv2Errors.badRequestException(
                "Maximum number of " + what + " for this API has been reached.");
    }

    public static ServiceException notImplemented(String what) {
        return CommonErrors.notImplemented(Apigatewayv2Api.MODEL, what);
    }
}
