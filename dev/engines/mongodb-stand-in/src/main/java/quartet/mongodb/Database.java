package quartet.mongodb;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.EmptyIndex;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.h2.mvstore.MVMap;

/** A database: its collections, each a map of the store, and their indexes. */
final class Database extends AbstractSynchronizedMongoDatabase<Object> {
    final Backend backend;
    /** indexes built in one pass when an existing file is opened, by collection and name */
    Map<String, UniqueIndex> opened = new HashMap<>();
    Document adding;

    Database(String name, Backend backend) {
        super(name, backend.cursors());
        this.backend = backend;
        initializeNamespacesAndIndexes();
    }

    MVMap<Object, StoredDocument> data(String collection) {
        return backend.store.openMap("d." + databaseName + "." + collection, new MVMap.Builder<Object, StoredDocument>().keyType(new KeyType()).valueType(new StoredDocumentType()));
    }

    List<Document> documents(String collection) { return data(collection).values().stream().map(StoredDocument::get).toList(); }

    @Override protected MongoCollection<Object> openOrCreateCollection(String name, CollectionOptions options) {
        DocumentCollection c = new DocumentCollection(this, name, options, data(name), cursorRegistry);
        if (name.startsWith("system.") || c.data.isEmpty()) return c;
        List<UniqueIndex> uniques = new ArrayList<>();
        for (Document d : documents("system.indexes")) {
            if (!d.get("ns").equals(databaseName + "." + name)) continue;
            List<IndexKey> keys = new ArrayList<>();
            ((Document) d.get("key")).forEach((k, v) -> keys.add(new IndexKey(k, true)));
            if (!keys.get(0).getKey().equals("_id")) c.lookups.put(keys.get(0).getKey(), new FieldLookup());
            if (Utils.isTrue(d.get("unique")) && !isId(keys)) {
                UniqueIndex u = new UniqueIndex((String) d.get("name"), keys, Utils.isTrue(d.get("sparse")), (Document) d.get("partialFilterExpression"));
                uniques.add(u);
                opened.put(name + "\n" + d.get("name"), u);
            }
        }
        for (Map.Entry<Object, StoredDocument> e : c.data.entrySet()) {
            Document d = e.getValue().get();
            c.lookups.forEach((field, l) -> l.add(field, d, e.getKey()));
            for (UniqueIndex u : uniques) u.load(d, e.getKey());
        }
        return c;
    }

    static boolean isId(List<IndexKey> keys) { return keys.size() == 1 && keys.get(0).getKey().equals("_id"); }

    @Override protected synchronized void addIndex(Document description) {
        Document outer = adding; // creating a collection adds its _id index on the way
        adding = description;
        try { super.addIndex(description); } finally { adding = outer; }
    }

    void lookup(String collection, List<IndexKey> keys) {
        String field = keys.get(0).getKey();
        DocumentCollection c = (DocumentCollection) resolveCollection(collection, true);
        if (field.equals("_id") || field.startsWith("$") || field.equals("_fts")) return;
        synchronized (c) {
            if (c.lookups.containsKey(field)) return;
            FieldLookup l = new FieldLookup();
            for (Map.Entry<Object, StoredDocument> e : c.data.entrySet()) l.add(field, e.getValue().get(), e.getKey());
            c.lookups.put(field, l);
        }
    }

    @Override protected Index<Object> openOrCreateSecondaryIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        lookup(collection, keys);
        return new EmptyIndex<>(name, keys);
    }

    @Override protected Index<Object> openOrCreateUniqueIndex(String collection, String name, List<IndexKey> keys, boolean sparse) {
        if (isId(keys)) return new IdIndex(name, keys, ((DocumentCollection) resolveCollection(collection, true)).data);
        lookup(collection, keys);
        UniqueIndex u = opened.remove(collection + "\n" + name);
        if (u != null) return u;
        return new UniqueIndex(name, keys, sparse, adding == null ? null : (Document) adding.get("partialFilterExpression"));
    }

    @Override public void dropCollection(String name, Oplog oplog) {
        DocumentCollection c = (DocumentCollection) resolveCollection(name, true);
        super.dropCollection(name, oplog);
        backend.store.removeMap(c.data);
    }

    @Override public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String name) {
        String ns = collection.getFullName();
        super.moveCollection(from, collection, name);
        if (ChangeLog.logged(ns)) backend.log.append(new Document("op", "rename").append("ns", ns).append("to", collection.getFullName()), null, null, () -> { });
        backend.store.renameMap(((DocumentCollection) collection).data, "d." + databaseName + "." + name);
    }

    void expire() {
        for (Document d : documents("system.indexes")) {
            if (!(d.get("expireAfterSeconds") instanceof Number seconds) || ((Document) d.get("key")).size() != 1) continue;
            String ns = (String) d.get("ns"), field = ((Document) d.get("key")).keySet().iterator().next();
            DocumentCollection c = (DocumentCollection) resolveCollection(ns.substring(databaseName.length() + 1), false);
            if (c != null) c.deleteDocuments(new Document(field, new Document("$lt", Instant.now().minusSeconds(seconds.longValue()))), 0, backend.log);
        }
        if (backend.sync) backend.commit();
    }

    @Override protected long getFileSize() { return backend.store.getFileStore().size(); }
    @Override protected long getStorageSize() { return getFileSize(); }
}
