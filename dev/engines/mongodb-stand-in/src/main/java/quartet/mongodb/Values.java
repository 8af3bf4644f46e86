package quartet.mongodb;

import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;

/** How values are compared, written and counted. */
final class Values {
    private Values() { }

    /** MongoDB's order of values; keys are mostly strings, which need not be asked for their kind first */
    static final Comparator<Object> ORDER = (a, b) -> a instanceof String s && b instanceof String t ? s.compareTo(t) : ValueComparator.asc().compare(a, b);

    /** about so many bytes as an object */
    static int memory(Object v) {
        if (v instanceof String s) return 48 + s.length();
        if (v instanceof Document d) {
            int m = 96;
            for (Map.Entry<String, Object> e : d.entrySet()) m += 88 + e.getKey().length() + memory(e.getValue());
            return m;
        }
        if (v instanceof Collection<?> c) { int m = 64; for (Object o : c) m += 8 + memory(o); return m; }
        return 32;
    }

    static byte[] encode(Document d) {
        ByteBuf b = Unpooled.buffer(4096);
        BsonEncoder.encodeDocument(d, b);
        return Arrays.copyOf(b.array(), b.writerIndex());
    }
}
