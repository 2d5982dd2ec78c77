package brume.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Source: IAM User Guide, "Condition operators", "Multivalued context keys", "Variables and tags".
 */
class ConditionTest {

    /** Operator, key, policy values as JSON, request "key=v1,v2" entries, whether it holds. */
    private static final String[][] TABLE = {
        {"StringEquals", "aws:PrincipalTag/team", "'red'", "aws:principaltag/TEAM=red", "true"},
        {"StringEquals", "k:a", "'red'", "k:a=Red", "false"},
        {"StringEquals", "k:a", "['x','red']", "k:a=red", "true"},
        {"StringEquals", "k:a", "'r*'", "k:a=red", "false"},
        {"StringEquals", "k:a", "'${aws:username}'", "k:a=bob", "true"},
        {"StringEquals", "k:a", "'${k:none}'", "k:a=", "false"},
        {"StringEquals", "k:a", "\"${k:none, 'red'}\"", "k:a=red", "true"},
        {"StringEquals", "k:a", "'${*}${?}${$}'", "k:a=*?$", "true"},
        {"StringEquals", "k:a", "'red'", "", "false"},
        {"StringEqualsIfExists", "k:a", "'red'", "", "true"},
        {"StringEqualsIfExists", "k:a", "'red'", "k:a=blue", "false"},
        {"StringNotEquals", "k:a", "'red'", "", "true"},
        {"StringNotEquals", "k:a", "['red','blue']", "k:a=blue", "false"},
        {"StringEqualsIgnoreCase", "k:a", "'RED'", "k:a=red", "true"},
        {"StringNotEqualsIgnoreCase", "k:a", "'RED'", "k:a=red", "false"},
        {"StringLike", "k:a", "'r?d*'", "k:a=reddish", "true"},
        {"StringLike", "k:a", "'${*}'", "k:a=red", "false"},
        {"StringLike", "k:a", "'${k:b}'", "k:a=red;k:b=*", "false"},
        {"StringNotLike", "k:a", "'r*'", "k:a=red", "false"},
        {"NumericEquals", "k:a", "10", "k:a=10.0", "true"},
        {"NumericNotEquals", "k:a", "10", "k:a=11", "true"},
        {"NumericLessThan", "k:a", "'10'", "k:a=9.99", "true"},
        {"NumericLessThanEquals", "k:a", "10", "k:a=10", "true"},
        {"NumericGreaterThan", "k:a", "10", "k:a=10", "false"},
        {"NumericGreaterThanEquals", "k:a", "10", "k:a=10", "true"},
        {"NumericEquals", "k:a", "10", "k:a=ten", "false"},
        {
            "DateGreaterThan",
            "aws:CurrentTime",
            "'2026-01-01T00:00:00Z'",
            "aws:CurrentTime=2026-01-01T00:00:01Z",
            "true"
        },
        {
            "DateLessThan",
            "aws:CurrentTime",
            "'2026-01-01'",
            "aws:CurrentTime=2025-12-31T23:59:59.999Z",
            "true"
        },
        {
            "DateEquals",
            "aws:EpochTime",
            "'1767225600'",
            "aws:EpochTime=2026-01-01T00:00:00Z",
            "true"
        },
        {"DateNotEquals", "k:a", "'2026-01-01'", "k:a=2026-01-01T01:00:00+01:00", "false"},
        {"DateLessThanEquals", "k:a", "'2026-01-01'", "k:a=junk", "false"},
        {"DateGreaterThanEquals", "k:a", "'2026-01-01'", "k:a=2026-01-01", "true"},
        {"Bool", "aws:SecureTransport", "'true'", "aws:SecureTransport=true", "true"},
        {"Bool", "aws:SecureTransport", "false", "aws:SecureTransport=true", "false"},
        {"Bool", "aws:MultiFactorAuthPresent", "'false'", "", "false"},
        {"BoolIfExists", "aws:MultiFactorAuthPresent", "'false'", "", "true"},
        {"BinaryEquals", "k:a", "'QmluYXJ5'", "k:a=QmluYXJ5", "true"},
        {"IpAddress", "aws:SourceIp", "'203.0.113.0/24'", "aws:SourceIp=203.0.113.9", "true"},
        {"IpAddress", "aws:SourceIp", "'203.0.113.0/24'", "aws:SourceIp=203.0.114.9", "false"},
        {"IpAddress", "aws:SourceIp", "'203.0.113.9'", "aws:SourceIp=203.0.113.9", "true"},
        {"IpAddress", "aws:SourceIp", "'0.0.0.0/0'", "aws:SourceIp=1.2.3.4", "true"},
        {"IpAddress", "aws:SourceIp", "'2001:db8::/33'", "aws:SourceIp=2001:db8:7fff::1", "true"},
        {"IpAddress", "aws:SourceIp", "'2001:db8::/33'", "aws:SourceIp=2001:db8:8000::1", "false"},
        {"IpAddress", "aws:SourceIp", "'10.0.0.0/8'", "aws:SourceIp=::ffff:10.1.2.3", "true"},
        {"IpAddress", "aws:SourceIp", "'10.0.0.0/99'", "aws:SourceIp=10.0.0.0", "false"},
        {"IpAddress", "aws:SourceIp", "'10.0.0.0/8'", "aws:SourceIp=localhost", "false"},
        {"NotIpAddress", "aws:SourceIp", "'10.0.0.0/8'", "aws:SourceIp=10.1.1.1", "false"},
        {"NotIpAddress", "aws:SourceIp", "'10.0.0.0/8'", "", "true"},
        {
            "ArnLike",
            "aws:SourceArn",
            "'arn:aws:sns:*:111122223333:t*'",
            "aws:SourceArn=arn:aws:sns:us-east-1:111122223333:topic:x",
            "true"
        },
        {
            "ArnEquals",
            "aws:SourceArn",
            "'arn:aws:*:topic'",
            "aws:SourceArn=arn:aws:sns:us-east-1:111122223333:topic",
            "false"
        },
        {
            "ArnNotLike",
            "aws:SourceArn",
            "'arn:aws:sns:*:*:*'",
            "aws:SourceArn=arn:aws:sqs:us-east-1:111122223333:q",
            "true"
        },
        {"ArnNotEquals", "aws:SourceArn", "'arn:aws:sns:*:*:*'", "", "true"},
        {"Null", "k:a", "'true'", "", "true"},
        {"Null", "k:a", "'true'", "k:a=x", "false"},
        {"Null", "k:a", "false", "k:a=x", "true"},
        {"ForAllValues:StringEquals", "k:a", "['x','y']", "k:a=x,y", "true"},
        {"ForAllValues:StringEquals", "k:a", "['x','y']", "k:a=x,z", "false"},
        {"ForAllValues:StringEquals", "k:a", "'x'", "", "true"},
        {"ForAllValues:StringNotEquals", "k:a", "['x','y']", "k:a=a,b", "true"},
        {"ForAllValues:StringNotEquals", "k:a", "['x','y']", "k:a=a,y", "false"},
        {"ForAnyValue:StringEquals", "k:a", "['x','y']", "k:a=y,z", "true"},
        {"ForAnyValue:StringEquals", "k:a", "['x','y']", "k:a=z", "false"},
        {"ForAnyValue:StringEquals", "k:a", "'x'", "", "false"},
        {"ForAnyValue:StringNotEquals", "k:a", "'x'", "k:a=x,y", "true"},
        {"ForAnyValue:StringNotEquals", "k:a", "'x'", "", "false"},
        {"ForAnyValue:StringLikeIfExists", "k:a", "'x*'", "", "true"},
        {"ForAllValues:StringEquals", "k:a", "'x'", "k:a=", "true"},
        {"ForAnyValue:StringEquals", "k:a", "'x'", "k:a=", "false"},
        {"ForAnyValue:StringNotEquals", "k:a", "'x'", "k:a=", "false"},
        {"StringEquals", "k:a", "''", "k:a=", "true"},
        {"Null", "k:a", "'false'", "k:a=", "true"},
        {"ForAllValues:StringEqualsIfExists", "k:a", "'x'", "k:a=y", "false"},
        {"ForAllValues:StringNotLike", "k:a", "['x*','y*']", "k:a=ab,cd", "true"},
        {"ForAllValues:NumericLessThan", "k:a", "10", "k:a=9,11", "false"},
        {"ForAnyValue:ArnLike", "k:a", "'arn:aws:s3:::b*'", "k:a=x,arn:aws:s3:::bc", "true"},
        {"foranyvalue:stringequals", "K:A", "'x'", "k:a=x", "true"},
        {"StringNotEqualsIfExists", "k:a", "'x'", "", "true"},
        {"StringNotEqualsIfExists", "k:a", "'x'", "k:a=x", "false"},
        {"StringNotEqualsIgnoreCase", "k:a", "'x'", "", "true"},
        {"NumericNotEquals", "k:a", "1", "", "true"},
        {"DateNotEquals", "k:a", "'2026-01-01'", "", "true"},
        {"NumericLessThanIfExists", "k:a", "1", "", "true"},
        {"Bool", "k:a", "'yes'", "k:a=yes", "false"},
        {"Bool", "k:a", "true", "k:a=TRUE", "true"},
        {"BoolIfExists", "k:a", "'true'", "k:a=false", "false"},
        {"BinaryEquals", "k:a", "'QmluYXJ5'", "k:a=QmluYXJz", "false"},
        {"BinaryEquals", "k:a", "'QmluYXJ5'", "", "false"},
        {"BinaryEqualsIfExists", "k:a", "'QmluYXJ5'", "", "true"},
        {"NumericEquals", "k:a", "'${k:b}'", "k:a=1;k:b=1", "false"},
        {"NumericEquals", "k:a", "-1.50", "k:a=-1.5", "true"},
        {"NumericGreaterThan", "k:a", "'0'", "k:a=1e9", "false"},
        {"DateEquals", "k:a", "'2026'", "k:a=1970-01-01T00:33:46Z", "true"},
        {"DateEquals", "k:a", "'2026-02'", "k:a=2026-02-01T00:00:00Z", "true"},
        {"DateEquals", "k:a", "'2026-01-01T00:00Z'", "k:a=1767225600", "true"},
        {"DateEquals", "k:a", "'2026-01-01t01:00:00.5+0100'", "k:a=2026-01-01T00:00:00.5Z", "true"},
        {"DateEquals", "k:a", "'2025-12-31T22:30:00-01:30'", "k:a=1767225600", "true"},
        {"DateLessThan", "k:a", "'9223372036854775807'", "k:a=2026-01-01", "true"},
        {"IpAddress", "aws:SourceIp", "'::/0'", "aws:SourceIp=1.2.3.4", "false"},
        {"IpAddress", "aws:SourceIp", "'10.0.0.0/8'", "aws:SourceIp=10.256.0.1", "false"},
        {"IpAddress", "aws:SourceIp", "['10.0.0.0/8','::1']", "aws:SourceIp=::1", "true"},
        {"IpAddress", "aws:SourceIp", "'2001:DB8::1'", "aws:SourceIp=2001:db8:0:0::1", "true"},
        {"NotIpAddress", "aws:SourceIp", "['10.0.0.0/8','::1']", "aws:SourceIp=11.0.0.1", "true"},
        {"ArnEquals", "k:a", "'arn:aws:sns:us-?:1:t'", "k:a=arn:aws:sns:us-1:1:t", "true"},
        {"ArnEquals", "k:a", "'arn:aws:SNS:us-1:1:t'", "k:a=arn:aws:sns:us-1:1:t", "false"},
        {
            "ArnLike",
            "k:a",
            "'arn:aws:iam::1:user/${aws:username}'",
            "k:a=arn:aws:iam::1:user/bob",
            "true"
        },
        {"ArnLike", "k:a", "'*'", "k:a=nothing", "true"},
        {"StringLike", "k:a", "'*'", "", "false"},
        {"StringLike", "k:a", "''", "k:a=", "true"},
        {
            "StringLike",
            "k:a",
            "'${aws:PrincipalTag/Team}-*'",
            "k:a=x-1;aws:principaltag/team=x",
            "true"
        },
        {"StringEquals", "k:a", "'${k:b}'", "k:a=x;k:b=x,y", "false"},
        {"StringEquals", "k:a", "'${AWS:UserName}'", "k:a=bob", "true"},
        {"StringEquals", "k:a", "'${unterminated'", "k:a=${unterminated", "true"},
    };

    @TestFactory
    Stream<DynamicTest> holdsAsDocumented() {
        return Arrays.stream(TABLE)
                .map(row ->
                        DynamicTest.dynamicTest(
                                String.join(" ", row),
                                () -> assertThat(allowed(row)).isEqualTo(Boolean.valueOf(row[4]))));
    }

    private static boolean allowed(String[] row) {
        String values = row[2].startsWith("\"") ? row[2] : row[2].replace('\'', '"');
        String json =
                """
                {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",
                "Condition":{"%s":{"%s":%s}}}}
                """
                        .formatted(row[0], row[1], values);
        Map<String, List<String>> context = new HashMap<>();
        for (String entry : row[3].isEmpty() ? new String[0] : row[3].split(";")) {
            String[] pair = entry.split("=", 2);
            context.put(pair[0], List.of(pair[1].split(",")));
        }
        Requester bob =
                new Requester.User(
                        "arn:aws:iam::111122223333:user/bob", "111122223333", "AIDABOB", "bob");
        return PolicyEvaluator.evaluate(
                        new AccessRequest("a:B", "*", bob, context),
                        PolicySet.ofIdentity(
                                List.of(PolicyDocument.parse(json, PolicyKind.IDENTITY))))
                .allowed();
    }
}
