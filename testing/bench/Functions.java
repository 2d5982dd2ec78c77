import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The roles and functions that several scenarios need. */
final class Functions {

    private final Bench bench;

    Functions(Bench bench) {
        this.bench = bench;
    }

    String role(String name, String service) throws IOException {
        String trust =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":"
                        + "{\"Service\":\""
                        + service
                        + "\"},\"Action\":\"sts:AssumeRole\"}]}";
        String all =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","
                        + "\"Resource\":\"*\"}]}";
        bench.call(
                Client.Request.form(
                        "iam",
                        "Action=CreateRole&Version=2010-05-08&RoleName="
                                + name
                                + "&AssumeRolePolicyDocument="
                                + URLEncoder.encode(trust, StandardCharsets.UTF_8)));
        bench.call(
                Client.Request.form(
                        "iam",
                        "Action=PutRolePolicy&Version=2010-05-08&PolicyName=all&RoleName="
                                + name
                                + "&PolicyDocument="
                                + URLEncoder.encode(all, StandardCharsets.UTF_8)));
        return "arn:aws:iam::000000000000:role/" + name;
    }

    void function(String name, String role, String code) throws Exception {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("app.py"));
            out.write(code.getBytes(StandardCharsets.UTF_8));
        }
        bench.call(
                Client.Request.rest(
                        "lambda",
                        "POST",
                        "/2015-03-31/functions",
                        "{\"FunctionName\":\""
                                + name
                                + "\",\"Runtime\":\"python3.11\",\"Handler\":\"app.handler\","
                                + "\"MemorySize\":512,\"Timeout\":30,\"Role\":\""
                                + role
                                + "\",\"Code\":{\"ZipFile\":\""
                                + Base64.getEncoder().encodeToString(zip.toByteArray())
                                + "\"}}"));
        Thread.sleep(1_000);
    }
}
