package quartet.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;

/** an error whose reply says more than code and message */
final class DetailedError extends MongoServerError {
    final transient Document details;
    DetailedError(int code, String name, String message, Document details) {
        super(code, name, message);
        this.details = details;
    }
}
