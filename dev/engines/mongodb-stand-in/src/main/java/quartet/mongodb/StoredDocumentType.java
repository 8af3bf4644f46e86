package quartet.mongodb;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How a stored document lies in the file: as its BSON. */
final class StoredDocumentType extends BasicDataType<StoredDocument> {
    public int getMemory(StoredDocument d) { return 48 + d.bson.length; }
    public StoredDocument[] createStorage(int size) { return new StoredDocument[size]; }
    public void write(WriteBuffer out, StoredDocument d) { out.put(d.bson); }
    public StoredDocument read(ByteBuffer in) {
        byte[] bson = new byte[Integer.reverseBytes(in.getInt(in.position()))]; // a document begins with its length
        in.get(bson);
        return new StoredDocument(bson);
    }
}
