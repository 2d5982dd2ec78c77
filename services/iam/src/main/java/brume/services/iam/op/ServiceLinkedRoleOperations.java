package brume.services.iam.op;

import brume.api.iam.CreateServiceLinkedRoleRequest;
import brume.api.iam.CreateServiceLinkedRoleResponse;
import brume.api.iam.DeleteServiceLinkedRoleRequest;
import brume.api.iam.DeleteServiceLinkedRoleResponse;
import brume.api.iam.DeletionTaskStatusType;
import brume.api.iam.GetServiceLinkedRoleDeletionStatusRequest;
import brume.api.iam.GetServiceLinkedRoleDeletionStatusResponse;
import brume.api.iam.IamApi;
import brume.api.iam.IamErrors;
import brume.base.Clock;
import brume.base.Ids;
import brume.services.iam.domain.EntityKind;
import brume.services.iam.domain.Grants;
import brume.services.iam.domain.IamRole;
import brume.services.iam.store.IamStore;
import brume.services.iam.store.ServiceLinkedRoles;
import brume.spi.Call;
import brume.spi.Permission;
import brume.wire.CommonErrors;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Roles that belong to an AWS service. The policies that AWS attaches to them are left out: the
 * services here do not act through them.
 */
public final class ServiceLinkedRoleOperations {

    private static final int SESSION_SECONDS = 3600;
    private static final String TASK = "task" + IamRole.SERVICE_LINKED_PATH;

    private final IamStore store;
    private final Clock clock;

    public ServiceLinkedRoleOperations(IamStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Policies limit who may have which service make its role with {@code iam:AWSServiceName}. */
    public static List<Permission> createPermissions(
            CreateServiceLinkedRoleRequest input, Call call) {
        String service = input.awsServiceName();
        String arn =
                "arn:aws:iam::"
                        + call.account()
                        + ":role"
                        + IamRole.SERVICE_LINKED_PATH
                        + service
                        + '/'
                        + ServiceLinkedRoles.findName(service).orElse("");
        return List.of(
                Permission.of(IamApi.CREATE_SERVICE_LINKED_ROLE.action(), arn)
                        .withContext(Map.of("iam:AWSServiceName", List.of(service))));
    }

    public CreateServiceLinkedRoleResponse create(CreateServiceLinkedRoleRequest input, Call call) {
        String service = input.awsServiceName();
        String base =
                ServiceLinkedRoles.findName(service)
                        .orElseThrow(() ->
                                CommonErrors.notImplemented(
                                        IamApi.MODEL, "the service-linked role of " + service));
        if (input.customSuffix() != null && !ServiceLinkedRoles.takesSuffix(service)) {
            throw IamErrors.invalidInputException("Custom suffix is not allowed for " + service);
        }
        String name = input.customSuffix() == null ? base : base + '_' + input.customSuffix();
        IamRole role =
                new IamRole(
                        IamRole.SERVICE_LINKED_PATH + service + '/',
                        name,
                        Checks.newId(EntityKind.ROLE),
                        Checks.now(clock),
                        trust(service),
                        input.description(),
                        SESSION_SECONDS,
                        null,
                        new TreeMap<>(),
                        Grants.NONE);
        store.transact(tx -> {
            if (store.findRole(tx, call.account(), name).isPresent()) {
                throw IamErrors.invalidInputException(
                        "Service role name "
                                + name
                                + " has been taken in this account, please try a different"
                                + " suffix.");
            }
            store.create(tx, call.account(), role);
            return role;
        });
        return CreateServiceLinkedRoleResponse.builder()
                .role(Shapes.roleCreated(call.account(), role))
                .build();
    }

    private static String trust(String service) {
        return """
        {"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow",\
        "Principal":{"Service":["%s"]}}]}\
        """
                .formatted(service);
    }

    /** AWS deletes when the service says so; no service here uses such a role, so it is at once. */
    public DeleteServiceLinkedRoleResponse delete(DeleteServiceLinkedRoleRequest input, Call call) {
        IamRole deleted =
                store.transact(tx -> {
                    IamRole role = store.getRole(tx, call.account(), input.roleName());
                    if (!role.serviceLinked()) {
                        throw IamErrors.noSuchEntityException(
                                "The role with name " + role.name() + " cannot be found.");
                    }
                    store.delete(tx, call.account(), role);
                    return role;
                });
        String service = deleted.path().substring(IamRole.SERVICE_LINKED_PATH.length());
        return DeleteServiceLinkedRoleResponse.builder()
                .deletionTaskId(TASK + service + deleted.name() + '/' + Ids.uuid())
                .build();
    }

    public GetServiceLinkedRoleDeletionStatusResponse deletionStatus(
            GetServiceLinkedRoleDeletionStatusRequest input, Call call) {
        String[] parts = input.deletionTaskId().split("/", -1);
        boolean gone =
                input.deletionTaskId().startsWith(TASK)
                        && parts.length == 5
                        && store.read(reader ->
                                store.findRole(reader, call.account(), parts[3]).isEmpty());
        if (!gone) {
            throw IamErrors.noSuchEntityException(
                    "Deletion task with id " + input.deletionTaskId() + " cannot be found.");
        }
        return GetServiceLinkedRoleDeletionStatusResponse.builder()
                .status(DeletionTaskStatusType.SUCCEEDED)
                .build();
    }
}
