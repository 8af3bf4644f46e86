package quartet.mongodb;

import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** How a key of any BSON type lies in the file. */
final class KeyType extends BasicDataType<Object> {
    public int getMemory(Object o) { return Values.memory(o); }
    public Object[] createStorage(int size) { return new Object[size]; }
    public int compare(Object a, Object b) { return Values.ORDER.compare(a, b); }
    public void write(WriteBuffer out, Object o) {
        ByteBuf b = Unpooled.buffer(64);
        byte type = BsonEncoder.determineType(o);
        b.writeByte(type);
        BsonEncoder.encodeValue(type, o, b);
        out.put(b.nioBuffer());
    }
    public Object read(ByteBuffer in) {
        ByteBuf b = Unpooled.wrappedBuffer(in);
        Object o = BsonDecoder.decodeValue(b.readByte(), b);
        in.position(in.position() + b.readerIndex());
        return o;
    }
}
