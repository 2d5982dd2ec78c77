package brume.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Source: "Grammar of the IAM JSON policy language" and answers of IAM recorded by moto's tests.
 */
class PolicyParserTest {

    private static final String SYNTAX = "Syntax errors in policy.";

    private static final String LEGACY = "The policy failed legacy parsing";

    /** What it is parsed as, the document, IAM's answer; empty if IAM takes it. */
    private static final String[][] REFUSED = {
        {"IDENTITY", "not json", SYNTAX},
        {"IDENTITY", "[]", SYNTAX},
        {"IDENTITY", "{'Version':'2012-10-17'}", SYNTAX},
        {"IDENTITY", "{'Version':'2012-10-17','Statement':[]}", SYNTAX},
        {"IDENTITY", "{'Version':'2099-10-17','Statement':[]}", SYNTAX},
        {"IDENTITY", "{'Version':'2012-10-17','Statement':[],'Extra':1}", SYNTAX},
        {
            "IDENTITY",
            "{'Version':'2008-10-17','Statement':{'Effect':'Deny'}}",
            "Policy document must be version 2012-10-17 or greater."
        },
        {"IDENTITY", "S{'Action':'*','Resource':'*'}", SYNTAX},
        {"IDENTITY", "S{'Effect':'Maybe','Action':'*','Resource':'*'}", SYNTAX},
        {
            "IDENTITY",
            "S{'Effect':'Allow','Resource':'*'}",
            "Policy statement must contain actions."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'*'}",
            "Policy statement must contain resources."
        },
        {"IDENTITY", "S{'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}", SYNTAX},
        {"IDENTITY", "S{'Effect':'Allow','Action':'*','Resource':'*','NotResource':'*'}", SYNTAX},
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'}",
            "Policy document should not specify a principal."
        },
        {
            "RESOURCE",
            "S{'Effect':'Allow','Action':'*','Resource':'*'}",
            "Missing required field Principal"
        },
        {
            "TRUST",
            "S{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'*','Principal':'*'}",
            "Has prohibited field Resource"
        },
        {
            "TRUST",
            "S{'Effect':'Allow','Action':'sts:AssumeRole','Principal':{'AWS':'bob'}}",
            "Invalid principal in policy: \"AWS\":\"bob\""
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'PutItem','Resource':'*'}",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:b:c','Resource':'*'}",
            "Actions/Condition can contain only one colon."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a*:b','Resource':'*'}",
            "Vendor a* is not valid"
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'*','Resource':'table'}",
            "Resource table must be in ARN format or \"*\"."
        },
        {"IDENTITY", "S{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Like':{}}}", ""},
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'Like':{'a:b':'c'}}}",
            SYNTAX
        },
        {
            "IDENTITY",
            "S{'Sid':'a','Effect':'Allow','Action':'*','Resource':'*'},"
                    + "{'Sid':'a','Effect':'Allow','Action':'*','Resource':'*'}",
            "Statement IDs (SID) in a single policy must be unique."
        },
        {"IDENTITY", "S{'Effect':'denY','Action':'a:B','Resource':'*'}", LEGACY},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:s3::b'}", LEGACY},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','NotResource':'arn:aws:s3::b'}", LEGACY},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws::::b'}", LEGACY},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws::b'}", LEGACY},
        {"IDENTITY", "S{'Effect':'Allow','Resource':'arn:aws:s3::b'}", LEGACY},
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateGreaterThan':{'a':'x'}}}",
            LEGACY
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateLessThanEquals':{'a':'234-13'}}}",
            LEGACY
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateLessThan':{'a':'9223372036854775808'}}}",
            LEGACY
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateLessThan':{'a':'2016-12-13t2:00:00.593194+1'}}}",
            LEGACY
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'arn:error:s3:::b','Condition':{'DateEquals':{'a':'x'}}}",
            LEGACY
        },
        {
            "IDENTITY",
            "S{'Sid':'a','Effect':'Allow','Action':'a:B','Resource':'*'},{'Sid':'a','Effect':'Allow'}",
            "Statement IDs (SID) in a single policy must be unique."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'s:3:L','Resource':'x'}",
            "Resource x must be in ARN format or \"*\"."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'invalid'}",
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Resource':'*','Condition':{'DateGreaterThan':{'a':{}}}}",
            SYNTAX
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'ForAnyValue::StringEquals':{'a':'b'}}}",
            SYNTAX
        },
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':[]}", SYNTAX},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':{'a':'b'}}", SYNTAX},
        {"IDENTITY", "S{'Sid':[],'Effect':'Allow','Action':'a:B','Resource':'*'}", SYNTAX},
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'a:part'}",
            "Partition \"part\" is not valid for resource \"arn:part:*:*:*:*\"."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'a:b:c:d:e:f:g:h'}",
            "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g:h\"."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'aws:s3:::bucket'}",
            "Partition \"s3\" is not valid for resource \"arn:s3:::bucket:*\"."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws'}",
            "Resource vendor must be fully qualified and cannot contain regexes."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:iam:us-east-1::b'}",
            "IAM resource arn:aws:iam:us-east-1::b cannot contain region information."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:s3:us-east-1::b'}",
            "Resource arn:aws:s3:us-east-1::b can not contain region information."
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:iam:::bucket'}",
            "IAM resource path must either be \"*\" or start with user/, federated-user/, role/,"
                    + " group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/,"
                    + " saml-provider/, oidc-provider/, report/, access-report/."
        },
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':['arn:aws:s3:::b',null]}", ""},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:fdsasf'}", ""},
        {"IDENTITY", "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:iam::1:user/b'}", ""},
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'arn:aws:s3:us-west-2:1:accesspoint/p'}",
            ""
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateGreaterThan':{'a':'01T'}}}",
            ""
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateGreaterThan':{'a':[]}}}",
            ""
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateLessThan':{'a':'-292275054'}}}",
            ""
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'DateLessThan':{'a':'2016-12-13t2:00:00.593194+23'}}}",
            ""
        },
        {
            "IDENTITY",
            "S{'Effect':'Allow','Action':'a:B','Resource':'*','Condition':{'Bool':{'a':true},'Null':{'b':false}}}",
            ""
        },
        {"IDENTITY", "S{'Sid':'','Effect':'Allow','NotAction':'a: b c ','NotResource':'*'}", ""},
        {
            "TRUST",
            "S{'Effect':'Allow','Action':'s3:Get','Principal':'*'}",
            "AssumeRole policy may only specify STS AssumeRole actions."
        },
    };

    @TestFactory
    Stream<DynamicTest> refusesAsIamDoes() {
        return Arrays.stream(REFUSED).map(row -> DynamicTest.dynamicTest(row[1], () -> check(row)));
    }

    private static void check(String[] row) {
        String json = row[1];
        if (json.startsWith("S")) {
            json = "{'Version':'2012-10-17','Statement':[" + json.substring(1) + "]}";
        }
        String document = json.replace('\'', '"');
        PolicyKind kind = PolicyKind.valueOf(row[0]);
        if (row[2].isEmpty()) {
            // moto's recordings: an unknown operator without keys passes.
            assertThat(PolicyDocument.parse(document, kind).statements()).hasSize(1);
            return;
        }
        assertThatThrownBy(() -> PolicyDocument.parse(document, kind))
                .isInstanceOf(MalformedPolicyException.class)
                .hasMessage(row[2]);
    }

    @Test
    void resourcePoliciesMayBeOfTheOldVersion() {
        PolicyDocument policy =
                PolicyDocument.parse(
                        """
                        {"Statement":{"Effect":"Allow","Principal":"*","Action":"a:*",
                        "Resource":"*"}}
                        """,
                        PolicyKind.RESOURCE);
        assertThat(policy.version()).isEqualTo("2008-10-17");
    }
}
