package brume.server;

import brume.services.apigateway.ApigatewayService;
import brume.services.apigatewayv2.Apigatewayv2Service;
import brume.services.dynamodb.DynamodbService;
import brume.services.dynamodb.streams.DynamodbstreamsService;
import brume.services.ec2.Ec2Service;
import brume.services.events.EventsService;
import brume.services.iam.IamService;
import brume.services.kinesis.KinesisService;
import brume.services.lambda.LambdaService;
import brume.services.logs.LogsService;
import brume.services.s3.S3Service;
import brume.services.sns.SnsService;
import brume.services.sqs.SqsService;
import brume.services.states.StatesService;
import brume.services.sts.StsService;
import brume.spi.Service;
import java.util.List;

/** The list of services: the only place that names them all. */
final class ServiceCatalog {

    static final List<Service.Factory> FACTORIES =
            List.of(
                    // Before REST APIs, whose addresses have the same form; it takes its own only.
                    Apigatewayv2Service::new,
                    ApigatewayService::new,
                    DynamodbService::new,
                    DynamodbstreamsService::new,
                    Ec2Service::new,
                    EventsService::new,
                    IamService::new,
                    KinesisService::new,
                    LambdaService::new,
                    LogsService::new,
                    S3Service::new,
                    SnsService::new,
                    SqsService::new,
                    StatesService::new,
                    StsService::new);

    private ServiceCatalog() {}
}
