import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** One OpenSearch 2.x node in this JVM. Arguments: setting=value ... ; stops on SIGTERM, or when stdin closes (parent died). */
public final class OsNode extends Node {
    private static final String[] PLUGINS = {
        "org.opensearch.transport.Netty4Plugin",
        "org.opensearch.analysis.common.CommonAnalysisPlugin",
        "org.opensearch.index.mapper.MapperExtrasPlugin",
        "org.opensearch.painless.PainlessPlugin",
        "org.opensearch.index.reindex.ReindexPlugin",
        // the rest is optional: used when its jar is on the class path
        "org.opensearch.script.mustache.MustachePlugin",
        "org.opensearch.script.expression.ExpressionPlugin",
        "org.opensearch.ingest.common.IngestCommonPlugin",
        "org.opensearch.percolator.PercolatorPlugin",
        "org.opensearch.join.ParentJoinPlugin",
        "org.opensearch.index.rankeval.RankEvalPlugin",
        "org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin",
        "org.opensearch.geo.GeoModulePlugin",
        "org.opensearch.search.pipeline.common.SearchPipelineCommonModulePlugin",
        "org.opensearch.knn.plugin.KNNPlugin",
    };

    private static final int REQUIRED = 3;

    private OsNode(Environment env, Collection<Class<? extends Plugin>> plugins) {
        super(env, plugins, true);
    }

    public static void main(String[] args) throws Exception {
        Settings.Builder s = Settings.builder();
        boolean watchStdin = false;
        for (String a : args) {
            if (a.equals("--watch-stdin")) { watchStdin = true; continue; }
            int i = a.indexOf('=');
            s.put(a.substring(0, i), a.substring(i + 1));
        }
        Path home = Path.of(s.get("path.home"));
        Files.createDirectories(home.resolve("config"));   // else NoSuchFileException
        List<Class<? extends Plugin>> plugins = new ArrayList<>();
        for (int i = 0; i < PLUGINS.length; i++) {
            try {
                plugins.add(Class.forName(PLUGINS[i]).asSubclass(Plugin.class));
            } catch (ClassNotFoundException e) {
                if (i < REQUIRED) throw e;
            }
        }

        if (watchStdin) { // from the first moment: the parent may die while the node is still starting
            Thread watch = new Thread(() -> {
                try {
                    while (System.in.read() != -1) { /* wait for end of file */ }
                } catch (IOException e) { /* the same: nobody is there */ }
                System.exit(0);
            }, "os-node-stdin");
            watch.setDaemon(true);
            watch.start();
        }

        CountDownLatch stopped = new CountDownLatch(1);
        OsNode node;
        try {
            Environment env = InternalSettingsPreparer.prepareEnvironment(
                s.build(), Map.of(), home.resolve("config"), () -> "embedded");
            node = new OsNode(env, plugins);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try { node.close(); node.awaitClose(20, TimeUnit.SECONDS); } catch (Exception e) { e.printStackTrace(); }
                finally { stopped.countDown(); }
            }, "os-node-stop"));
            node.start();
        } catch (Throwable t) {
            Throwable root = t;
            while (root.getCause() != null) root = root.getCause();
            System.err.println("OPENSEARCH_FAILED " + t.getClass().getSimpleName() + ": " + t.getMessage()
                + " | root: " + root.getClass().getSimpleName() + ": " + root.getMessage());
            Runtime.getRuntime().halt(1);
            return;
        }
        int port = node.injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().getPort();
        System.out.println("OPENSEARCH_READY " + port);
        System.out.flush();
        stopped.await();
    }
}
