package brume.wire;

/** The protocols that AWS services speak. */
public enum Protocol {
    AWS_JSON_1_0,
    AWS_JSON_1_1,
    AWS_QUERY,
    /** awsQuery for clients that accept JSON. */
    AWS_QUERY_JSON,
    EC2_QUERY,
    REST_JSON_1,
    REST_XML,
    /**
     * awsJson1_1 in CBOR, which the AWS SDKs for Java speak to Kinesis: routed by X-Amz-Target,
     * times in milliseconds.
     */
    AWS_CBOR_1_1,
    RPC_V2_CBOR
}
