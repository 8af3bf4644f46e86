package quartet.mongodb;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.InMemoryCursor;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.h2.mvstore.MVStore;

/** The server: its store, its databases, and the commands that the library lacks or answers otherwise than MongoDB. */
final class Backend extends AbstractMongoBackend {
    static final int FIRST_BATCH = 101, BATCH = 500;
    final MVStore store;
    final ChangeLog log;
    final boolean sync = !"false".equals(System.getProperty("mongo.sync"));
    volatile boolean closing;

    Backend(String file) {
        store = new MVStore.Builder().fileName(file).cacheSize(Integer.getInteger("mongo.cacheMB", (int) (Runtime.getRuntime().maxMemory() / 3 >> 20))).autoCommitBufferSize(8192)
            // Compacting while being written to lost pages that were in use ("Chunk not found", after an hour of imports and
            // dropped databases): a chunk is given free once nothing of it is alive, the rest is compacted at the end.
            .autoCompactFillRate(0).open();
        store.setAutoCommitDelay(100);
        log = new ChangeLog(this, store);
        Set<String> names = new TreeSet<>();
        for (String name : store.getMapNames()) if (name.startsWith("d.")) names.add(name.substring(2, name.indexOf('.', 2)));
        names.forEach(this::resolveDatabase);
        log.dropUntrue();
        Thread ttl = new Thread(this::expire, "ttl");
        ttl.setDaemon(true);
        ttl.start();
    }

    CursorRegistry cursors() { return getCursorRegistry(); }
    @Override protected Oplog createOplog() { return log; }
    @Override protected MongoDatabase openOrCreateDatabase(String name) { return new Database(name, this); }

    Document lookUp(String ns, Object id) {
        DocumentCollection c = (DocumentCollection) resolveDatabase(Utils.getDatabaseNameFromFullName(ns)).resolveCollection(Utils.getCollectionNameFromFullName(ns), false);
        return c == null ? null : c.getDocument(id);
    }

    void expire() {
        try {
            while (!closing) {
                Thread.sleep(Integer.getInteger("mongo.ttlSeconds", 60) * 1000L);
                for (String name : listDatabaseNames()) ((Database) resolveDatabase(name)).expire();
            }
        } catch (InterruptedException | RuntimeException e) {
            if (!closing) e.printStackTrace();
        }
    }

    static Document ok(Document d) { Utils.markOkay(d); return d; }

    static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify", "create", "createIndexes", "drop", "dropIndexes", "dropDatabase", "renameCollection");

    @Override
    public Document handleCommand(Channel channel, String db, String command, Document query) {
        RunningCommand.DUPLICATES.get().clear();
        MVStore.TxCounter version = command.equals("getMore") ? null : store.registerVersionUsage(); // for what an aggregation reads, see queryDocuments
        try {
            Document reply = answer(channel, db, command, query);
            if (reply.get("writeErrors") instanceof Collection<?> errors)
                for (Object e : errors) DuplicateKeys.detailsOf((String) ((Document) e).get("errmsg")).forEach(((Document) e)::put);
            return reply;
        } catch (MongoServerError e) {
            Document details = e instanceof DetailedError d ? d.details : DuplicateKeys.detailsOf(e.getMessageWithoutErrorCode());
            if (details.isEmpty()) throw e;
            Document reply = new Document("errmsg", e.getMessageWithoutErrorCode()).append("code", e.getCode()).append("codeName", e.getCodeName());
            reply.putAll(details);
            return reply.append("ok", 0);
        } finally {
            if (version != null) store.deregisterVersionUsage(version);
            if (sync && WRITES.contains(command)) commit(); // also where it was refused: what came before the refusal stays
        }
    }

    void commit() {
        long upto = log.last;
        store.commit();
        log.show(upto);
    }

    Document answer(Channel channel, String db, String command, Document query) {
        Unsupported.refuse(command, query);
        if (Utils.isTrue(query.get("startTransaction")) || Boolean.FALSE.equals(query.get("autocommit")))
            throw new MongoServerError(20, "IllegalOperation", "Transaction numbers are only allowed on a replica set member or mongos");
        RunningCommand.CLONE.set(false);
        switch (command) {
            case "hello", "isMaster", "ismaster" -> {
                Document d = super.handleCommand(channel, db, "ismaster", query);
                d.append("isWritablePrimary", true).append("helloOk", true).append("logicalSessionTimeoutMinutes", 30);
                return d;
            }
            case "getMore" -> {
                Cursor cursor = cursors().getCursor(((Number) query.get("getMore")).longValue());
                if (!(cursor instanceof ChangeCursor c)) {
                    query.putIfAbsent("batchSize", BATCH);
                    return super.handleCommand(channel, db, command, query);
                }
                long millis = query.get("maxTimeMS") instanceof Number n ? n.longValue() : 1000;
                int size = query.get("batchSize") instanceof Number n ? n.intValue() : 0;
                List<Document> batch = c.await(size, Math.min(millis, 5000), () -> !closing && alive(c));
                if (c.isEmpty()) cursors().remove(c);
                return ok(new Document("cursor", new Document("id", c.isEmpty() ? 0L : c.getId()).append("ns", db + "." + query.get("collection"))
                    .append("nextBatch", batch).append("postBatchResumeToken", new Document("_data", log.token(c.position)))));
            }
            case "aggregate" -> {
                List<Document> pipeline = Pipelines.rewrite(Aggregation.parse(query.get("pipeline")));
                query.put("pipeline", pipeline);
                if (!pipeline.isEmpty() && pipeline.get(0).get("$changeStream") instanceof Document spec) {
                    spec.put(Pipelines.HEADS_ONLY, Pipelines.headsOnly(pipeline));
                    Document d = ((Database) resolveDatabase(db)).handleCommand(channel, command, query, this::resolveDatabase, oplog);
                    Document cursor = (Document) d.get("cursor");
                    if (cursors().getCursor((Long) cursor.get("id")) instanceof ChangeCursor c) cursor.put("postBatchResumeToken", new Document("_data", log.token(c.position)));
                    return d;
                }
                RunningCommand.CLONE.set(true);
                if (!pipeline.isEmpty() && pipeline.get(0).get("$match") instanceof Document match) RunningCommand.PREFILTER.set(new Object[] { db + "." + query.get("aggregate"), match });
                try {
                    return inBatches(super.handleCommand(channel, db, command, query), query.get("cursor"));
                } finally {
                    RunningCommand.PREFILTER.remove();
                    if (sync && pipeline.stream().anyMatch(s -> s.containsKey("$merge") || s.containsKey("$out"))) commit();
                }
            }
            case "find" -> {
                query.putIfAbsent("batchSize", BATCH); // else all of a result goes into one reply, of any size
                return super.handleCommand(channel, db, command, query);
            }
            case "update" -> { return update(channel, db, query); }
            case "findAndModify" -> {
                if (query.get("update") instanceof Collection) throw Unsupported.noPipeline();
                return super.handleCommand(channel, db, command, query);
            }
            case "insert" -> {
                boolean ordered = !Boolean.FALSE.equals(query.get("ordered"));
                query.put("ordered", ordered);
                Document d = super.handleCommand(channel, db, command, query);
                if (d.get("writeErrors") instanceof List<?> errors && !errors.isEmpty()) // the library counts the refused ones too
                    d.put("n", ordered ? (Integer) ((Document) errors.get(0)).get("index") : (Integer) d.get("n") - errors.size());
                return d;
            }
            case "dropIndexes" -> { return dropIndexes(channel, db, query); }
            case "drop" -> {
                if (resolveDatabase(db).resolveCollection((String) query.get(command), false) == null) throw new MongoServerError(26, "NamespaceNotFound", "ns not found");
                return super.handleCommand(channel, db, command, query);
            }
            case "listCollections" -> {
                Document d = super.handleCommand(channel, db, command, query);
                if (query.get("filter") instanceof Document filter && !filter.isEmpty()) {
                    DefaultQueryMatcher matcher = new DefaultQueryMatcher();
                    ((List<?>) ((Document) d.get("cursor")).get("firstBatch")).removeIf(x -> !matcher.matches((Document) x, filter));
                }
                return d;
            }
            default -> { return super.handleCommand(channel, db, command, query); }
        }
    }

    boolean alive(Cursor c) {
        try { return cursors().getCursor(c.getId()) == c; } catch (RuntimeException e) { return false; }
    }

    /** the library puts all of an aggregation's result into one reply, of any size */
    Document inBatches(Document reply, Object options) {
        Document cursor = (Document) reply.get("cursor");
        List<?> all = (List<?>) cursor.get("firstBatch");
        int size = options instanceof Document o && o.get("batchSize") instanceof Number n ? n.intValue() : FIRST_BATCH;
        if (all.size() <= size) return reply;
        @SuppressWarnings("unchecked")
        Cursor rest = new InMemoryCursor(cursors().generateCursorId(), new ArrayList<>((List<Document>) all.subList(size, all.size())));
        cursors().add(rest);
        cursor.put("firstBatch", new ArrayList<>(all.subList(0, size)));
        cursor.put("id", rest.getId());
        return reply;
    }

    /** the library drops a name's index from other collections' descriptions too, after which those cannot be dropped */
    Document dropIndexes(Channel channel, String db, Document query) {
        Object wanted = query.get("index");
        if (wanted instanceof Document) return super.handleCommand(channel, db, "dropIndexes", query);
        String ns = db + "." + query.get("dropIndexes");
        Collection<?> names = wanted instanceof Collection<?> c ? c : List.of(wanted);
        List<Document> found = new ArrayList<>();
        for (Document d : ((Database) resolveDatabase(db)).documents("system.indexes"))
            if (ns.equals(d.get("ns")) && !d.get("name").equals("_id_") && (names.contains("*") || names.contains(d.get("name")))) found.add(d);
        if (!names.contains("*") && found.size() < names.size()) throw new MongoServerError(27, "IndexNotFound", "index not found with name " + names);
        for (Document d : found) {
            Document one = query.clone();
            one.put("index", d.get("key"));
            super.handleCommand(channel, db, "dropIndexes", one);
        }
        return ok(new Document());
    }

    /** one by one, so that an ordered batch ends at its first error */
    Document update(Channel channel, String db, Document query) {
        List<?> updates = (List<?>) query.get("updates");
        boolean ordered = !Boolean.FALSE.equals(query.get("ordered"));
        for (Object u : updates) if (((Document) u).get("u") instanceof Collection) throw Unsupported.noPipeline();
        if (updates.size() == 1 || !ordered) return super.handleCommand(channel, db, "update", query);
        int n = 0, modified = 0;
        List<Document> upserted = new ArrayList<>(), errors = new ArrayList<>();
        for (int i = 0; i < updates.size() && errors.isEmpty(); i++) {
            Document one = query.clone();
            one.put("updates", List.of(updates.get(i)));
            Document r = super.handleCommand(channel, db, "update", one);
            n += ((Number) r.get("n")).intValue();
            modified += ((Number) r.get("nModified")).intValue();
            for (String key : List.of("upserted", "writeErrors")) {
                if (r.get(key) instanceof Collection<?> list) for (Object o : list) {
                    ((Document) o).put("index", i);
                    (key.equals("upserted") ? upserted : errors).add((Document) o);
                }
            }
        }
        Document out = new Document("n", n).append("nModified", modified);
        if (!upserted.isEmpty()) out.append("upserted", upserted);
        if (!errors.isEmpty()) out.append("writeErrors", errors);
        return ok(out);
    }

    @Override public void close() {
        super.close();
        store.close(5000); // gives that long to compacting the file
    }
}
