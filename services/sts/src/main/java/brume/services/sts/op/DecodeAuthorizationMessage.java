package brume.services.sts.op;

import brume.api.sts.DecodeAuthorizationMessageRequest;
import brume.api.sts.DecodeAuthorizationMessageResponse;
import brume.api.sts.StsApi;
import brume.api.sts.StsErrors;
import brume.spi.Call;
import brume.spi.Operation;
import brume.wire.OperationModel;

/**
 * Decodes what a refusal carries in code. No service here encodes its refusals, which say in the
 * open why; so there is no message that this could decode.
 */
public final class DecodeAuthorizationMessage
        implements Operation<
                DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse> {

    @Override
    public OperationModel<DecodeAuthorizationMessageRequest, DecodeAuthorizationMessageResponse>
            model() {
        return StsApi.DECODE_AUTHORIZATION_MESSAGE;
    }

    @Override
    public DecodeAuthorizationMessageResponse handle(
            DecodeAuthorizationMessageRequest input, Call call) {
        throw StsErrors.invalidAuthorizationMessageException("Message is not valid");
    }
}
