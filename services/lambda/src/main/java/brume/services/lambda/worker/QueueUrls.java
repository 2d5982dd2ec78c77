package brume.services.lambda.worker;

/** Where SQS finds a queue; a call within the server needs no host, but the URL has one. */
public final class QueueUrls {

    private QueueUrls() {}

    /** The URL of the queue with this ARN, as AWS forms it. */
    public static String of(String queueArn) {
        String[] parts = queueArn.split(":", 6);
        return "https://sqs." + parts[3] + ".amazonaws.com/" + parts[4] + '/' + parts[5];
    }
}
