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

    private static final String[][] REFUSED = {
        {"IDENTITY", "not json", SYNTAX},
        {"IDENTITY", "[]", SYNTAX},
        {"IDENTITY", "{'Version':'2012-10-17'}", SYNTAX},
        {"IDENTITY", "{'Version':'2012-10-17','Statement':[]}", SYNTAX},
        {"IDENTITY", "{'Version':'2099-10-17','Statement':[]}", SYNTAX},
        {"IDENTITY", "{'Version':'2012-10-17','Statement':[],'Extra':1}", SYNTAX},
        {
            "IDENTITY",
            "{'Version':'2008-10-17','Statement':{}}",
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
            "S{'Effect':'Allow','Action':'*','Resource':'*','Principal':'*'}",
            "Has prohibited field Resource"
        },
        {
            "TRUST",
            "S{'Effect':'Allow','Action':'*','Principal':{'AWS':'bob'}}",
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
