package brume.services.sts.op;

import brume.api.sts.GetAccessKeyInfoRequest;
import brume.api.sts.GetAccessKeyInfoResponse;
import brume.api.sts.StsApi;
import brume.spi.Call;
import brume.spi.IdentityDirectory;
import brume.spi.Operation;
import brume.wire.CommonErrors;
import brume.wire.OperationModel;

/** The account that an access key belongs to; only active long-term keys are known here. */
public final class GetAccessKeyInfo
        implements Operation<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> {

    private final IdentityDirectory identities;

    public GetAccessKeyInfo(IdentityDirectory identities) {
        this.identities = identities;
    }

    @Override
    public OperationModel<GetAccessKeyInfoRequest, GetAccessKeyInfoResponse> model() {
        return StsApi.GET_ACCESS_KEY_INFO;
    }

    @Override
    public GetAccessKeyInfoResponse handle(GetAccessKeyInfoRequest input, Call call) {
        String account =
                identities
                        .findAccessKey(input.accessKeyId())
                        .map(key -> key.user().accountId().value())
                        .orElseThrow(() ->
                                CommonErrors.validation(
                                        StsApi.MODEL,
                                        "Invalid Access Key ID: " + input.accessKeyId()));
        return GetAccessKeyInfoResponse.builder().account(account).build();
    }
}
