package quartet.mongodb;

import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;

/** Which documents an index finds for a query: a superset of its matches. */
record Candidates(Map<String, FieldLookup> lookups, boolean hasIds, int documents) {
    /** ids that may match, or null where no index helps */
    Collection<Object> of(Document query) {
        Set<Object> best = null;
        for (Map.Entry<String, Object> e : query.entrySet()) {
            String field = e.getKey();
            Object v = e.getValue();
            if (field.equals("$and") && v instanceof Collection<?> parts) {
                for (Object p : parts) {
                    Collection<Object> c = of((Document) p);
                    if (c != null && (best == null || c.size() < best.size())) best = (Set<Object>) c;
                }
                continue;
            }
            FieldLookup lookup = lookups.get(field);
            if (lookup == null && !field.equals("_id") || !hasIds && field.equals("_id")) continue;
            Collection<?> wanted = null;
            if (v instanceof Document d && operators(d)) {
                if (d.get("$in") instanceof Collection<?> in) wanted = in;
                else if (d.containsKey("$eq")) wanted = Collections.singletonList(d.get("$eq"));
                else if (lookup != null) {
                    Set<Object> r = range(lookup, d, best == null ? documents / 2 : best.size());
                    if (r != null) best = r;
                }
            } else wanted = Collections.singletonList(v);
            if (wanted == null || wanted.stream().anyMatch(x -> x == null || x instanceof Document || x instanceof Collection || x instanceof BsonRegularExpression)) continue;
            Set<Object> found = new TreeSet<>(Values.ORDER);
            if (field.equals("_id")) found.addAll(wanted);
            else if (wanted.size() == 1) found = lookup.ids.getOrDefault(wanted.iterator().next(), Set.of());
            else for (Object x : wanted) {
                found.addAll(lookup.ids.getOrDefault(x, Set.of()));
                if (best != null && found.size() >= best.size()) break;
            }
            if (best == null || found.size() < best.size()) best = found;
        }
        return best;
    }

    private static Set<Object> range(FieldLookup lookup, Document d, int max) {
        Object lo = d.containsKey("$gte") ? d.get("$gte") : d.get("$gt"), hi = d.containsKey("$lte") ? d.get("$lte") : d.get("$lt");
        if (!scalar(lo) || !scalar(hi) || lo == null && hi == null || lo != null && hi != null && Values.ORDER.compare(lo, hi) > 0) return null;
        NavigableMap<Object, Set<Object>> part = lookup.ids;
        if (lo != null) part = part.tailMap(lo, true);
        if (hi != null) part = part.headMap(hi, true);
        Set<Object> found = new TreeSet<>(Values.ORDER);
        for (Set<Object> s : part.values()) {
            found.addAll(s);
            if (found.size() >= max) return null;
        }
        return found;
    }

    private static boolean scalar(Object o) { return o == null || o instanceof Number || o instanceof String || o instanceof Instant || o instanceof ObjectId; }

    static boolean operators(Object update) {
        return update instanceof Document d && !d.isEmpty() && d.keySet().iterator().next().startsWith("$");
    }
}
