package quartet.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.Map;

/** Duplicate keys with what a reply says of them: the index's pattern and the values. */
final class DuplicateKeys {
    private DuplicateKeys() { }

    static DuplicateKeyError duplicate(DuplicateKeyError e, Index<?> index, MongoCollection<?> c, KeyValue value) {
        Document pattern = new Document(), values = new Document();
        for (Document d : ((DocumentCollection) c).db.documents("system.indexes")) // its keys with their directions
            if (index.getName().equals(d.get("name")) && c.getFullName().equals(d.get("ns"))) pattern = ((Document) d.get("key")).clone();
        for (int i = 0; i < index.getKeys().size(); i++) {
            String key = index.getKeys().get(i).getKey();
            pattern.putIfAbsent(key, 1);
            values.put(key, value.get(i) instanceof Missing ? null : value.get(i));
        }
        RunningCommand.DUPLICATES.get().put(e.getMessageWithoutErrorCode(), new Document("keyPattern", pattern).append("keyValue", values));
        return e;
    }

    /** what was noted of the duplicate key that an error message is about; empty where it is about something else */
    static Document detailsOf(String message) {
        return RunningCommand.DUPLICATES.get().entrySet().stream().filter(e -> message != null && message.endsWith(e.getKey())).map(Map.Entry::getValue).findFirst().orElse(new Document());
    }
}
