package quartet.mongodb;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How a change lies in the file. */
final class ChangeType extends BasicDataType<Change> {
    static final StoredDocumentType DOC = new StoredDocumentType();
    public int getMemory(Change c) { return 32 + DOC.getMemory(c.head()) + (c.full() == null ? 0 : DOC.getMemory(c.full())); }
    public Change[] createStorage(int size) { return new Change[size]; }
    public void write(WriteBuffer out, Change c) {
        DOC.write(out, c.head());
        out.put((byte) (c.full() == null ? 0 : 1));
        if (c.full() != null) DOC.write(out, c.full());
    }
    public Change read(ByteBuffer in) {
        StoredDocument head = DOC.read(in);
        return new Change(head, in.get() == 0 ? null : DOC.read(in));
    }
}
