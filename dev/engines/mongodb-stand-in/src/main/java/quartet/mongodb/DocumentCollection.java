package quartet.mongodb;

import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.QueryParameters;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A collection, with its documents in a map of the store. */
final class DocumentCollection extends AbstractSynchronizedMongoCollection<Object> {
    private static final ThreadLocal<DefaultQueryMatcher> MATCHER = ThreadLocal.withInitial(DefaultQueryMatcher::new);
    final MVMap<Object, StoredDocument> data;
    final Map<String, FieldLookup> lookups = new HashMap<>();
    final Database db;

    DocumentCollection(Database db, String name, CollectionOptions options, MVMap<Object, StoredDocument> data, CursorRegistry cursors) {
        super(db, name, options, cursors);
        this.db = db;
        this.data = data;
    }

    @Override protected boolean tracksDataSize() { return false; }
    @Override protected void updateDataSize(int delta) { }
    @Override protected int getDataSize() { return 0; }
    @Override public int count() { return data.size(); }
    @Override public boolean isEmpty() { return data.isEmpty(); }
    @Override protected Document getDocument(Object id) { return StoredDocument.orNull(data.get(id)); }

    private void change(String op, Object id, StoredDocument full, Document update, Runnable write) {
        if (ChangeLog.logged(getFullName())) db.backend.log.append(op, getFullName(), id, full, update, write); else write.run();
    }

    @Override protected Object addDocumentInternal(Document d) {
        Object id = getIdField() != null ? Utils.getSubdocumentValue(d, getIdField()) : new ObjectId();
        StoredDocument stored = StoredDocument.of(d);
        change("insert", id, stored, null, () -> data.put(id, stored));
        lookups.forEach((field, l) -> l.add(field, d, id));
        return id;
    }

    @Override protected void removeDocument(Object id) {
        Document old = getDocument(id);
        if (old == null) throw new NoSuchElementException("No document with key " + id);
        change("delete", id, null, null, () -> data.remove(id));
        lookups.forEach((field, l) -> l.remove(field, old, id));
    }

    @Override protected void handleUpdate(Object id, Document before, Document after) {
        boolean replace = RunningCommand.REPLACING.get();
        Document update = null;
        if (!replace) {
            Document set = new Document();
            List<Object> gone = new ArrayList<>();
            diff("", before, after, set, gone);
            update = new Document("updatedFields", set).append("removedFields", gone).append("truncatedArrays", List.of());
        }
        StoredDocument stored = StoredDocument.of(after);
        change(replace ? "replace" : "update", id, replace ? stored : null, update, () -> data.put(id, stored));
        lookups.forEach((field, l) -> {
            if (FieldLookup.values(field, before).equals(FieldLookup.values(field, after))) return;
            l.remove(field, before, id);
            l.add(field, after, id);
        });
    }

    static void diff(String path, Document a, Document b, Document set, List<Object> gone) {
        for (String k : a.keySet()) if (!b.containsKey(k)) gone.add(path + k);
        for (Map.Entry<String, Object> e : b.entrySet()) {
            Object x = a.get(e.getKey()), y = e.getValue();
            if (a.containsKey(e.getKey()) && Objects.equals(x, y)) continue;
            if (x instanceof Document p && y instanceof Document q) diff(path + e.getKey() + ".", p, q, set, gone);
            else set.put(path + e.getKey(), y);
        }
    }

    private <T> T writing(Object update, java.util.function.Supplier<T> f) {
        RunningCommand.CLONE.set(true);
        RunningCommand.REPLACING.set(update != null && !Candidates.operators(update));
        try { return f.get(); } finally { RunningCommand.CLONE.set(false); RunningCommand.REPLACING.set(false); }
    }

    @Override public synchronized Document updateDocuments(Document selector, Document update, ArrayFilters filters, boolean multi, boolean upsert, Oplog oplog) {
        return writing(update, () -> super.updateDocuments(selector, update, filters, multi, upsert, oplog));
    }

    @Override public synchronized Document findAndModify(Document query) {
        return writing(query.get("update"), () -> super.findAndModify(query));
    }

    /** unlike the parent's not synchronized: documents are never changed in place and the map is read as of one moment */
    @Override public QueryResult handleQuery(QueryParameters q) {
        Document s = q.getQuerySelector();
        boolean wrapped = s.containsKey("$query") || s.get("query") instanceof Document && Set.of("query", "orderby").containsAll(s.keySet());
        Document query = !wrapped ? s : (Document) (s.containsKey("query") ? s.get("query") : s.get("$query"));
        Document orderBy = !wrapped ? null : (Document) (s.containsKey("query") ? s.get("orderby") : s.get("$orderby"));
        return queryDocuments(query, orderBy, q.getNumberToSkip(), q.getLimit(), q.getBatchSize(), q.getProjection());
    }

    /** the parent's matcher remembers positions for $ updates and is not for several threads */
    @Override protected boolean documentMatchesQuery(Document d, Document query) { return MATCHER.get().matches(d, query); }

    @Override protected QueryResult createQueryResult(List<Document> matched, int batchSize) {
        return super.createQueryResult(RunningCommand.CLONE.get() ? matched.stream().map(Document::cloneDeeply).toList() : matched, batchSize);
    }

    @Override public Stream<Document> queryAllAsStream() {
        Object[] pre = RunningCommand.PREFILTER.get();
        if (pre != null && pre[0].equals(getFullName())) {
            RunningCommand.PREFILTER.remove();
            return handleQueryAsStream((Document) pre[1]);
        }
        return super.queryAllAsStream();
    }

    @Override protected Stream<DocumentWithPosition<Object>> streamAllDocumentsWithPosition() {
        return data.entrySet().stream().map(e -> new DocumentWithPosition<>(e.getValue().get(), e.getKey()));
    }

    @Override protected QueryResult matchDocuments(Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        Stream<StoredDocument> all = data.values().stream();
        if (isNaturalDescending(orderBy)) {
            List<StoredDocument> list = new ArrayList<>(data.values());
            Collections.reverse(list);
            all = list.stream();
        }
        return matchDocumentsFromStream(all.map(StoredDocument::get), query, orderBy, skip, limit, batchSize, fields);
    }

    /** holds the store's version meanwhile: without that a long scan may lose its pages to the compaction ("Chunk not found") */
    @Override protected QueryResult queryDocuments(Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        MVStore.TxCounter version = db.backend.store.registerVersionUsage();
        try {
            return select(query, orderBy, skip, limit, batchSize, fields);
        } finally {
            db.backend.store.deregisterVersionUsage(version);
        }
    }

    private QueryResult select(Document query, Document orderBy, int skip, int limit, int batchSize, Document fields) {
        List<Object> ids;
        synchronized (this) {
            Collection<Object> c = query == null ? null : new Candidates(lookups, getIdField() != null, data.size()).of(query);
            ids = c == null ? null : new ArrayList<>(c);
        }
        if (ids == null) return matchDocuments(query, orderBy, skip, limit, batchSize, fields);
        Stream<Document> docs = ids.stream().map(this::getDocument).filter(Objects::nonNull);
        return matchDocumentsFromStream(docs, query, orderBy, skip, limit, batchSize, fields);
    }

}
