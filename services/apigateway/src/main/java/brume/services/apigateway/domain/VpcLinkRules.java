package brume.services.apigateway.domain;

import brume.api.apigateway.CreateVpcLinkRequest;
import brume.api.apigateway.VpcLink;
import brume.base.Arn;
import brume.base.Ids;

/**
 * VPC links: the way of integrations to a network load balancer. There are no load balancers here,
 * so that an integration's address is called as it stands. Source: LocalStack's recordings
 * test_vpc_link_lifecycle and test_create_vpc_link_invalid_parameters.
 */
public final class VpcLinkRules {

    private static final String READY = "Your vpc link is ready for use";

    private VpcLinkRules() {}

    public static VpcLink create(CreateVpcLinkRequest input) {
        checkName(input.name());
        for (String target : input.targetArns()) {
            boolean balancer =
                    Arn.find(target)
                            .filter(arn -> arn.service().equals("elasticloadbalancing"))
                            .isPresent();
            if (!balancer) {
                throw ApiErrors.bad("Invalid ARN. ARN is not well formed " + target);
            }
        }
        if (input.targetArns().size() != 1) {
            throw ApiErrors.bad("Vpc link must have exactly one target ARN");
        }
        return VpcLink.builder()
                .id(Ids.lower(ApigatewayQuotas.RESOURCE_ID_LENGTH))
                .name(input.name())
                .description(input.description())
                .targetArns(input.targetArns())
                .status("AVAILABLE")
                .statusMessage(READY)
                .tags(input.tags())
                .build();
    }

    private static String checkName(String name) {
        if (name.isEmpty()) {
            throw ApiErrors.bad("Name cannot be empty");
        }
        return name;
    }

    /** As AWS shows a link that it has only begun to make. */
    public static VpcLink pending(VpcLink link) {
        return link.toBuilder().status("PENDING").statusMessage(null).build();
    }

    public static VpcLink patched(VpcLink link, PatchPath patch) {
        VpcLink.Builder builder = link.toBuilder();
        switch (patch.path()) {
            case "/name" -> builder.name(checkName(patch.replacement()));
            case "/description" -> builder.description(patch.valueOrRemoval());
            default -> throw patch.notOneOf("[/name, /description]");
        }
        return builder.build();
    }
}
