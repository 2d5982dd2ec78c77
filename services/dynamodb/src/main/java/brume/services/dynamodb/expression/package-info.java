/** DynamoDB's expression languages: parsing with AWS's messages, and evaluation on items. */
@NullMarked
package brume.services.dynamodb.expression;

import org.jspecify.annotations.NullMarked;
