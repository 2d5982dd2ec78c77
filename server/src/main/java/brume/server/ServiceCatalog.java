package brume.server;

import brume.services.apigateway.ApigatewayService;
import brume.services.iam.IamService;
import brume.services.sts.StsService;
import brume.spi.Service;
import java.util.List;

/** The list of services: the only place that names them all. */
final class ServiceCatalog {

    static final List<Service.Factory> FACTORIES =
            List.of(
                    ApigatewayService::new,
                    IamService::new,
                    StsService::new);

    private ServiceCatalog() {}
}
