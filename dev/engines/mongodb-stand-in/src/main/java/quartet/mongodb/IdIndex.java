package quartet.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;

/** The index of `_id`: the map of the documents itself. */
final class IdIndex extends AbstractUniqueIndex<Object> {
    final MVMap<Object, StoredDocument> data;
    IdIndex(String name, List<IndexKey> keys, MVMap<Object, StoredDocument> data) { super(name, keys, false); this.data = data; }
    @Override public Object remove(Document d) { Object id = d.get("_id"); return data.containsKey(id) ? id : null; }
    @Override public Object getPosition(Document d) { Object id = d.get("_id"); return data.containsKey(id) ? id : null; }
    @Override public void checkAdd(Document d, MongoCollection<Object> c) {
        Object id = d.get("_id");
        if (id == null) throw new MongoServerError(2, "BadValue", "_id null is not supported by the embedded server");
        if (data.containsKey(id)) throw DuplicateKeys.duplicate(new DuplicateKeyError(this, c, getKeys(), new KeyValue(id)), this, c, new KeyValue(id));
    }
    @Override public void add(Document d, Object position, MongoCollection<Object> c) { }
    @Override public void checkUpdate(Document a, Document b, MongoCollection<Object> c) { }
    @Override public void updateInPlace(Document a, Document b, Object position, MongoCollection<Object> c) { }
    @Override protected Object removeDocument(KeyValue k) { throw new UnsupportedOperationException(); }
    @Override protected boolean putKeyPosition(KeyValue k, Object position) { throw new UnsupportedOperationException(); }
    @Override protected Iterable<Map.Entry<KeyValue, Object>> getIterable() { throw new UnsupportedOperationException(); }
    @Override protected Object getPosition(KeyValue k) { throw new UnsupportedOperationException(); }
    @Override public long getCount() { return data.sizeAsLong(); }
    @Override public boolean isEmpty() { return false; } // nothing to build
    @Override public long getDataSize() { return getCount(); }
}
