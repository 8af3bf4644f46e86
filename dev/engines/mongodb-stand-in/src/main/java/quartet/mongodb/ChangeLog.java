package quartet.mongodb;

import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/** The change log (oplog): every change, numbered, on file before the data that it tells of. */
final class ChangeLog implements Oplog {
    final MVMap<Long, Change> map;
    final String storeId;
    final Backend backend;
    final int keep = Integer.getInteger("mongo.log", 100_000);
    volatile long last;
    volatile long visible;
    int second, inc;

    ChangeLog(Backend backend, MVStore store) {
        this.backend = backend;
        map = store.openMap("log", new MVMap.Builder<Long, Change>().keyType(LongDataType.INSTANCE).valueType(new ChangeType()));
        MVMap<String, String> meta = store.openMap("log.meta", new MVMap.Builder<String, String>().keyType(StringDataType.INSTANCE).valueType(StringDataType.INSTANCE));
        meta.putIfAbsent("id", String.format("%08x", new Random().nextInt()));
        storeId = meta.get("id");
        if (!map.isEmpty()) {
            last = visible = map.lastKey();
            BsonTimestamp t = (BsonTimestamp) map.get(last).head().get().get("t");
            second = t.getTime();
            inc = t.getInc();
        }
    }

    /** the change is written before the data, so no crash leaves data without its change */
    void append(String op, String ns, Object key, StoredDocument full, Document update, Runnable data) {
        append(new Document("op", op).append("ns", ns).append("k", key), full, update, data);
    }

    synchronized void append(Document head, StoredDocument full, Document update, Runnable data) {
        int now = (int) (System.currentTimeMillis() / 1000);
        if (now > second) { second = now; inc = 0; }
        head.append("t", new BsonTimestamp(Instant.ofEpochSecond(second), ++inc)).append("w", Instant.now());
        if (update != null) head.append("u", update);
        long seq = last + 1;
        map.put(seq, new Change(StoredDocument.of(head), full));
        try {
            data.run();
        } catch (RuntimeException | Error e) {
            map.remove(seq);
            throw e;
        }
        last = seq;
        if (seq % 1024 == 0) for (Long k = map.firstKey(); k != null && k <= seq - keep; k = map.firstKey()) map.remove(k);
        if (!backend.sync) show(seq);
    }

    /** streams get a change once it is on file: one that a crash took back would leave them a token that later means another */
    synchronized void show(long upto) {
        if (upto <= visible) return;
        visible = upto;
        notifyAll();
    }

    /** a crash between a change and its data leaves a last entry that never came true */
    void dropUntrue() {
        Change change = map.get(last);
        Document head = change == null ? null : change.head().get();
        if (head == null || head.get("k") == null) return;
        Document doc = backend.lookUp((String) head.get("ns"), head.get("k")), update = (Document) head.get("u");
        boolean come;
        try {
            come = switch ((String) head.get("op")) {
                case "delete" -> doc == null;
                case "update" -> doc != null && ((Document) update.get("updatedFields")).entrySet().stream()
                    .allMatch(e -> Values.ORDER.compare(Utils.getSubdocumentValue(doc, e.getKey()), e.getValue()) == 0);
                default -> doc != null && Values.ORDER.compare(doc, change.full().get()) == 0;
            };
        } catch (RuntimeException e) { // values that have no order
            return;
        }
        if (!come) map.remove(last);
    }

    String token(long seq) { return storeId + String.format("%016x", seq); }

    long fromToken(Document token) {
        String s = String.valueOf(token.get("_data"));
        Long first = map.firstKey();
        if (s.length() == 24 && s.startsWith(storeId)) {
            long seq = Long.parseLong(s.substring(8), 16);
            if (seq <= visible && (first == null ? seq == visible : seq >= first - 1)) return seq;
        }
        throw historyLost();
    }

    static MongoServerError historyLost() {
        return new DetailedError(286, "ChangeStreamHistoryLost", "Resume of change stream was not possible, as the resume point may no longer be in the oplog.", new Document("errorLabels", List.of("NonResumableChangeStreamError")));
    }

    public Cursor createCursor(Document spec, String namespace, Aggregation aggregation) {
        long from = visible;
        Document after = (Document) (spec.get("startAfter") != null ? spec.get("startAfter") : spec.get("resumeAfter"));
        if (after != null) {
            from = fromToken(after);
        } else if (spec.get("startAtOperationTime") instanceof BsonTimestamp start) {
            Long first = map.firstKey();
            if (first != null) {
                if (first > 1 && start.compareTo((BsonTimestamp) map.get(first).head().get().get("t")) < 0) throw historyLost();
                long lo = first, hi = visible + 1;
                while (lo < hi) {
                    long mid = (lo + hi) >>> 1;
                    if (((BsonTimestamp) map.get(mid).head().get().get("t")).compareTo(start) < 0) lo = mid + 1; else hi = mid;
                }
                from = lo - 1;
            }
        }
        String db = Utils.getDatabaseNameFromFullName(namespace), coll = Utils.getCollectionNameFromFullName(namespace);
        Predicate<String> wanted = Utils.isTrue(spec.get("allChangesForCluster")) ? ns -> true
            : coll.equals("1") ? ns -> ns.startsWith(db + ".") : ns -> ns.equals(namespace);
        ChangeCursor cursor = new ChangeCursor(backend.cursors().generateCursorId(), this, wanted, coll.equals("1"), aggregation, from, spec.get("fullDocument"), Utils.isTrue(spec.get(Pipelines.HEADS_ONLY)));
        backend.cursors().add(cursor);
        return cursor;
    }

    public void handleInsert(String ns, List<Document> documents) { }
    public void handleUpdate(String ns, Document selector, Document query, List<Object> ids) { }
    public void handleDelete(String ns, Document query, List<Object> ids) { }
    public void handleDropCollection(String ns) { if (logged(ns)) append("drop", ns, null, null, null, () -> { }); }

    /** the system's own collections have no changes that anyone follows */
    static boolean logged(String ns) {
        return !ns.contains(".system.") && !ns.startsWith("local.") && !ns.startsWith("admin.") && !ns.startsWith("config.");
    }
}
