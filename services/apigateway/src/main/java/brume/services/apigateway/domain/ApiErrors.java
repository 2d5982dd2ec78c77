package brume.services.apigateway.domain;

import brume.api.apigateway.ApigatewayApi;
import brume.api.apigateway.ApigatewayErrors;
import brume.base.AccountId;
import brume.wire.CommonErrors;
import brume.wire.ServiceException;

/**
 * AWS's texts of the errors. Source: LocalStack's recordings in test_apigateway_api.snapshot.json.
 */
public final class ApiErrors {

    private ApiErrors() {}

    public static ServiceException apiNotFound(AccountId account, String apiId) {
        return ApigatewayErrors.notFoundException(
                "Invalid API identifier specified " + account + ':' + apiId);
    }

    public static ServiceException resourceNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Resource identifier specified");
    }

    public static ServiceException methodNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Method identifier specified");
    }

    public static ServiceException integrationNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Integration identifier specified");
    }

    public static ServiceException statusCodeNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Response status code specified");
    }

    public static ServiceException deploymentNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Deployment identifier specified");
    }

    public static ServiceException stageNotFound() {
        return ApigatewayErrors.notFoundException("Invalid stage identifier specified");
    }

    public static ServiceException modelNotFound(String name) {
        return ApigatewayErrors.notFoundException("Invalid model name specified: " + name);
    }

    public static ServiceException validatorNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Request Validator identifier specified");
    }

    public static ServiceException authorizerNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Authorizer identifier specified");
    }

    public static ServiceException apiKeyNotFound() {
        return ApigatewayErrors.notFoundException("Invalid API Key identifier specified");
    }

    public static ServiceException vpcLinkNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Vpc Link identifier specified");
    }

    public static ServiceException domainNameNotFound() {
        return ApigatewayErrors.notFoundException("Invalid domain name identifier specified");
    }

    public static ServiceException basePathMappingNotFound() {
        return ApigatewayErrors.notFoundException("Invalid base path mapping identifier specified");
    }

    public static ServiceException usagePlanNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Usage Plan ID specified");
    }

    public static ServiceException gatewayResponseNotFound() {
        return ApigatewayErrors.notFoundException("Gateway response type not defined on api");
    }

    public static ServiceException documentationPartNotFound() {
        return ApigatewayErrors.notFoundException(
                "Invalid Documentation part identifier specified");
    }

    public static ServiceException documentationVersionNotFound() {
        return ApigatewayErrors.notFoundException("Invalid Documentation version specified");
    }

    public static ServiceException bad(String message) {
        return ApigatewayErrors.badRequestException(message);
    }

    public static ServiceException conflict(String message) {
        return ApigatewayErrors.conflictException(message);
    }

    public static ServiceException notImplemented(String what) {
        return CommonErrors.notImplemented(ApigatewayApi.MODEL, what);
    }
}
