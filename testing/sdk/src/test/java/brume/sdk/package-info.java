/** The AWS SDK for Java, with its enhanced client, against a running server. */
package brume.sdk;
