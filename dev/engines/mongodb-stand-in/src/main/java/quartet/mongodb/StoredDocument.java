package quartet.mongodb;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import io.netty.buffer.Unpooled;
import java.lang.ref.SoftReference;

/**
 * A document as it lies in the file: its bytes are written again with every page that it is part of, and as an object it
 * takes about seven times their room. What was read once is kept as an object for as long as there is room.
 */
final class StoredDocument {
    final byte[] bson;
    private SoftReference<Document> read;

    StoredDocument(byte[] bson) { this.bson = bson; }

    static StoredDocument of(Document d) { return new StoredDocument(Values.encode(d)); }
    static Document orNull(StoredDocument d) { return d == null ? null : d.get(); }

    Document get() {
        SoftReference<Document> known = read;
        Document d = known == null ? null : known.get();
        if (d == null) read = new SoftReference<>(d = BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bson)));
        return d;
    }
}
