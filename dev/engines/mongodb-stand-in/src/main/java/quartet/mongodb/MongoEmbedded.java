package quartet.mongodb;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * A MongoDB-protocol server for development, on the mongo-java-server core and an H2 MVStore file.
 * What the stock H2 backend lacks and this adds: BSON storage, documents never changed in place,
 * secondary and partial indexes, TTL, a change log (bounded, with real documentKey/updateDescription,
 * findAndModify included, awaiting getMore), `hello`, sessions without transactions.
 *
 * Usage: MongoEmbedded PORT FILE     (-Dmongo.sync=false: commit every 100 ms and not before every reply; -Dmongo.log=N: events kept)
 */
public final class MongoEmbedded {
    public static void main(String[] args) throws Exception {
        Map.of("org.slf4j.simpleLogger.defaultLogLevel", "warn", // the wire loggers print whole documents with every refused command
            "org.slf4j.simpleLogger.log.de.bwaldvogel.mongo.wire", "off").forEach((k, v) -> System.setProperty(k, System.getProperty(k, v)));
        System.setProperty("java.util.Arrays.useLegacyMergeSort", "true"); // $sample sorts at random, which TimSort refuses
        Backend backend = new Backend(args[1]);
        backend.version(new MongoVersion() {
            public List<Integer> getVersionArray() { return List.of(4, 4, 0); }
            public int getWireVersion() { return 9; }
        });
        backend.enableOplog();
        MongoServer server = new MongoServer(backend);
        // commands run on the event loop threads and an awaiting getMore blocks one: give every connection its own
        try {
            server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 1, 128);
        } catch (Throwable e) { // the store's own threads would keep the process
            System.err.println(e);
            backend.close();
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            backend.closing = true;
            Thread stop = new Thread(server::shutdownNow, "stop"); // netty's part may wait forever when one of its threads died
            stop.setDaemon(true);
            stop.start();
            try { stop.join(12_000); } catch (InterruptedException e) { }
            if (stop.isAlive()) Runtime.getRuntime().halt(1);
        }));
        System.out.println("READY " + server.getLocalAddress().getPort());
        while (System.in.read() >= 0) { }
        System.exit(0);
    }
}
