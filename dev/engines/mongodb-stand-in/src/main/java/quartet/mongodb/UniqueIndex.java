package quartet.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.DuplicateKeyError;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A unique index, also a partial one, in memory. */
final class UniqueIndex extends AbstractUniqueIndex<Object> {
    final Map<KeyValue, Object> map = new ConcurrentHashMap<>();
    final Document filter;
    final DefaultQueryMatcher matcher = new DefaultQueryMatcher();
    UniqueIndex(String name, List<IndexKey> keys, boolean sparse, Document filter) { super(name, keys, sparse || filter != null); this.filter = filter; }
    boolean in(Document d) { return filter == null || matcher.matches(d, filter); }
    void load(Document d, Object id) {
        if (!in(d) || isSparse() && keys().stream().allMatch(k -> Utils.getSubdocumentValueCollectionAware(d, k) instanceof Missing)) return;
        for (KeyValue k : getKeyValues(d)) map.put(k, id);
    }
    @Override public Object getPosition(Document d) { return in(d) ? super.getPosition(d) : null; }
    @Override public Object remove(Document d) { return in(d) ? super.remove(d) : null; }
    @Override public void checkAdd(Document d, MongoCollection<Object> c) {
        if (!in(d)) return;
        try { super.checkAdd(d, c); } catch (DuplicateKeyError e) { throw DuplicateKeys.duplicate(e, this, c, taken(d, null)); }
    }
    /** the first of its keys that another document has */
    KeyValue taken(Document d, Object id) {
        return getKeyValues(d).stream().filter(k -> map.get(k) != null && (id == null || Values.ORDER.compare(map.get(k), id) != 0)).findFirst().orElseThrow();
    }
    @Override public void add(Document d, Object position, MongoCollection<Object> c) { if (in(d)) super.add(d, position, c); }
    @Override public void checkUpdate(Document before, Document after, MongoCollection<Object> c) {
        if (filter == null) {
            try { super.checkUpdate(before, after, c); } catch (DuplicateKeyError e) { throw DuplicateKeys.duplicate(e, this, c, taken(after, before.get("_id"))); }
            return;
        }
        if (!in(after)) return;
        for (KeyValue k : getKeyValues(after)) {
            Object id = map.get(k);
            if (id != null && Values.ORDER.compare(id, before.get("_id")) != 0) throw DuplicateKeys.duplicate(new DuplicateKeyError(this, c, getKeys(), k), this, c, k);
        }
    }
    @Override public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> c) {
        if (filter == null) { super.updateInPlace(before, after, position, c); return; }
        remove(before);
        add(after, position, c);
    }
    @Override public boolean canHandle(Document query) { return false; } // DocumentCollection.candidates does it
    @Override protected Object removeDocument(KeyValue k) { return map.remove(k); }
    @Override protected boolean putKeyPosition(KeyValue k, Object position) { return map.putIfAbsent(k, position) == null; }
    @Override protected Iterable<Map.Entry<KeyValue, Object>> getIterable() { return map.entrySet(); }
    @Override protected Object getPosition(KeyValue k) { return map.get(k); }
    @Override public long getCount() { return map.size(); }
    @Override public long getDataSize() { return map.size(); }
}
