package quartet.mongodb;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** value of one field -> ids, for the first field of every index; holds no nulls */
final class FieldLookup {
    final TreeMap<Object, Set<Object>> ids = new TreeMap<>(Values.ORDER);

    static Collection<?> values(String field, Document d) {
        Object v = Utils.getSubdocumentValueCollectionAware(d, field);
        if (Missing.isNullOrMissing(v)) return List.of();
        if (!(v instanceof Collection<?> c)) return List.of(v);
        List<Object> flat = new ArrayList<>();
        for (Object o : c) if (o instanceof Collection<?> in) flat.addAll(in); else flat.add(o);
        return flat;
    }
    void add(String field, Document d, Object id) {
        for (Object v : values(field, d)) if (!Missing.isNullOrMissing(v) && !(v instanceof Collection)) {
            Set<Object> old = ids.get(v);
            if (old == null) ids.put(v, Set.of(id));
            else if (old.size() == 1 && !old.contains(id)) { Set<Object> s = new TreeSet<>(Values.ORDER); s.addAll(old); s.add(id); ids.put(v, s); }
            else if (old.size() > 1) old.add(id);
        }
    }
    void remove(String field, Document d, Object id) {
        for (Object v : values(field, d)) if (!Missing.isNullOrMissing(v) && !(v instanceof Collection)) {
            Set<Object> old = ids.get(v);
            if (old == null) continue;
            if (old.size() == 1) { if (old.contains(id)) ids.remove(v); }
            else { old.remove(id); if (old.size() == 1) ids.put(v, Set.of(old.iterator().next())); }
        }
    }
}
