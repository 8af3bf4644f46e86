package quartet.mongodb;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.h2.mvstore.MVStore;

/** A change stream's place in the change log. */
final class ChangeCursor extends AbstractCursor {
    final ChangeLog log;
    final Predicate<String> wanted;
    final boolean wide;
    final Aggregation aggregation;
    final Object fullDocument;
    /** the pipeline drops the documents: they need not be read */
    final boolean headsOnly;
    long position;
    boolean invalidated;

    ChangeCursor(long id, ChangeLog log, Predicate<String> wanted, boolean wide, Aggregation aggregation, long from, Object fullDocument, boolean headsOnly) {
        super(id);
        this.log = log;
        this.wanted = wanted;
        this.wide = wide;
        this.aggregation = aggregation;
        this.position = from;
        this.fullDocument = fullDocument;
        this.headsOnly = headsOnly;
    }

    public boolean isEmpty() { return invalidated; }

    public synchronized List<Document> takeDocuments(int number) {
        MVStore.TxCounter version = log.backend.store.registerVersionUsage();
        try {
            return take(number);
        } finally {
            log.backend.store.deregisterVersionUsage(version);
        }
    }

    private List<Document> take(int number) {
        int max = number > 0 ? number : 1000, scanned = 0;
        List<Document> out = new ArrayList<>();
        long upto = log.visible;
        Long first = log.map.firstKey();
        if (first != null && position < first - 1) throw ChangeLog.historyLost();
        if (position >= upto || invalidated) return out;
        for (org.h2.mvstore.Cursor<Long, Change> c = log.map.cursor(position + 1); c.hasNext() && out.size() < max && scanned++ < 20_000; ) {
            long seq = c.next();
            if (seq > upto) break;
            Change change = c.getValue();
            position = seq;
            Document head = change.head().get();
            boolean renamed = head.get("op").equals("rename");
            if (!wanted.test((String) head.get("ns")) && !(renamed && wanted.test((String) head.get("to")))) continue;
            Document id = new Document("_data", log.token(seq));
            for (Document event : aggregation.runStages(Stream.of(event(seq, head, change.full())))) {
                if (!id.equals(event.get("_id"))) throw new DetailedError(280, "ChangeStreamFatalError",
                    "Encountered an event whose _id field, which contains the resume token, was modified by the pipeline. Only transformations that retain the unmodified _id field are allowed.",
                    new Document("errorLabels", List.of("NonResumableChangeStreamError")));
                out.add(event);
            }
            if ((renamed || head.get("op").equals("drop")) && !wide) {
                out.add(new Document("_id", id).append("operationType", "invalidate").append("clusterTime", head.get("t")));
                invalidated = true;
                break;
            }
        }
        return out;
    }

    /** like takeDocuments, but waits for the first one */
    List<Document> await(int number, long millis, java.util.function.BooleanSupplier alive) {
        long end = System.nanoTime() + millis * 1_000_000;
        while (true) {
            List<Document> out = takeDocuments(number);
            long left = (end - System.nanoTime()) / 1_000_000;
            if (!out.isEmpty() || invalidated || left <= 0 || !alive.getAsBoolean()) return out;
            synchronized (log) {
                if (log.visible <= position) {
                    try { log.wait(Math.min(left, 100)); } catch (InterruptedException e) { return out; }
                }
            }
        }
    }

    Document event(long seq, Document head, StoredDocument full) {
        String op = (String) head.get("op"), ns = (String) head.get("ns");
        Document event = new Document("_id", new Document("_data", log.token(seq))).append("operationType", op)
            .append("clusterTime", head.get("t")).append("wallTime", head.get("w"))
            .append("ns", new Document("db", Utils.getDatabaseNameFromFullName(ns)).append("coll", Utils.getCollectionNameFromFullName(ns)));
        if (head.get("to") instanceof String to)
            event.append("to", new Document("db", Utils.getDatabaseNameFromFullName(to)).append("coll", Utils.getCollectionNameFromFullName(to)));
        if (head.get("k") == null) return event; // of a collection, not of a document
        event.append("documentKey", new Document("_id", head.get("k")));
        if (full != null && !headsOnly) event.append("fullDocument", full.get());
        if (head.get("u") != null) {
            event.append("updateDescription", head.get("u"));
            if (fullDocument != null && !fullDocument.equals("default") && !headsOnly) event.append("fullDocument", log.backend.lookUp(ns, head.get("k")));
        }
        return event.cloneDeeply();
    }
}
