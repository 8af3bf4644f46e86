package quartet.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import java.util.HashMap;
import java.util.Map;

/** What the command that a thread is running has told the layers below it, which the library calls without passing it on. */
final class RunningCommand {
    private RunningCommand() { }

    /** true while a command runs that may change the documents that a query hands it */
    static final ThreadLocal<Boolean> CLONE = ThreadLocal.withInitial(() -> false);
    static final ThreadLocal<Boolean> REPLACING = ThreadLocal.withInitial(() -> false);
    /** message of each duplicate key that the running command met -> keyPattern and keyValue */
    static final ThreadLocal<Map<String, Document>> DUPLICATES = ThreadLocal.withInitial(HashMap::new);
    /** first $match of the running aggregation, and the collection it is for */
    static final ThreadLocal<Object[]> PREFILTER = new ThreadLocal<>();
}
