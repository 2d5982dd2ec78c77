package brume.services.iam.domain;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names of the roles that AWS services keep. Source: IAM User Guide, "AWS services that work
 * with IAM", and the services' own pages on their service-linked roles.
 */
public final class ServiceLinkedRoles {

    private static final String PREFIX = "AWSServiceRoleFor";

    private static final Map<String, String> NAMES =
            Map.ofEntries(
                    Map.entry(
                            "apidestinations.events.amazonaws.com",
                            "AmazonEventBridgeApiDestinations"),
                    Map.entry("autoscaling.amazonaws.com", "AutoScaling"),
                    Map.entry("config.amazonaws.com", "Config"),
                    Map.entry(
                            "dynamodb.application-autoscaling.amazonaws.com",
                            "ApplicationAutoScaling_DynamoDBTable"),
                    Map.entry("ec2fleet.amazonaws.com", "EC2Fleet"),
                    Map.entry("ecs.amazonaws.com", "ECS"),
                    Map.entry("eks.amazonaws.com", "AmazonEKS"),
                    Map.entry("eks-nodegroup.amazonaws.com", "AmazonEKSNodegroup"),
                    Map.entry("elasticache.amazonaws.com", "ElastiCache"),
                    Map.entry("elasticbeanstalk.amazonaws.com", "ElasticBeanstalk"),
                    Map.entry("elasticloadbalancing.amazonaws.com", "ElasticLoadBalancing"),
                    Map.entry("es.amazonaws.com", "AmazonElasticsearchService"),
                    Map.entry("events.amazonaws.com", "CloudWatchEvents"),
                    Map.entry("lambda.amazonaws.com", "Lambda"),
                    Map.entry(
                            "lambda.application-autoscaling.amazonaws.com",
                            "ApplicationAutoScaling_LambdaConcurrency"),
                    Map.entry("opensearchservice.amazonaws.com", "AmazonOpenSearchService"),
                    Map.entry("ops.apigateway.amazonaws.com", "APIGateway"),
                    Map.entry("organizations.amazonaws.com", "Organizations"),
                    Map.entry("rds.amazonaws.com", "RDS"),
                    Map.entry("replication.dynamodb.amazonaws.com", "DynamoDBReplication"),
                    Map.entry("spot.amazonaws.com", "EC2Spot"),
                    Map.entry("spotfleet.amazonaws.com", "EC2SpotFleet"),
                    Map.entry("sso.amazonaws.com", "SSO"),
                    Map.entry("support.amazonaws.com", "Support"),
                    Map.entry("trustedadvisor.amazonaws.com", "TrustedAdvisor"));

    private static final Set<String> WITH_SUFFIX =
            Set.of("autoscaling.amazonaws.com", "connect.amazonaws.com");

    private ServiceLinkedRoles() {}

    /** The role's name without a suffix, if the service is known to keep one. */
    public static Optional<String> findName(String service) {
        return Optional.ofNullable(NAMES.get(service)).map(name -> PREFIX + name);
    }

    /** Whether an account may have several roles of this service, told apart by a suffix. */
    public static boolean takesSuffix(String service) {
        return WITH_SUFFIX.contains(service);
    }
}
