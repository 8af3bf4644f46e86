import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@quartet/service-kit/start-error';
import { built, findJava } from './java.ts';
import { freePort } from '../ports.ts';
import { launch, type ServerProcess } from '../supervisor/process.ts';
import { restartable } from '../supervisor/restart.ts';
import type { EmbeddedEngine, EmbeddedOptions } from '../types.ts';

const HEAP_MB = 512;

/** A real OpenSearch node, which the Elasticsearch client talks to. */
export async function startOpensearch(options: EmbeddedOptions): Promise<EmbeddedEngine> {
  const home = join(options.dir, 'opensearch');
  mkdirSync(join(home, 'tmp'), { recursive: true });
  const java = await findJava(options.env, 'OpenSearch');
  const jars = join(await built('opensearch-node', options.env, options.log, options.signal), 'lib', '*');
  return restartable({
    ...options,
    title: 'OpenSearch',
    folder: 'opensearch',
    url: (port) => `http://127.0.0.1:${port}`,
    start: async (attempt) => {
      const port = attempt.port ?? (await freePort());
      const server = await launch({
        ...attempt,
        title: 'OpenSearch',
        command: [java, ...jvmFlags(home), '-cp', jars, 'OsNode', '--watch-stdin', ...settings(home, port)],
        ready: /OPENSEARCH_READY (\d+)/,
        watchesStdin: true,
        readyMs: 120_000,
      });
      return waitForShards(server, attempt.signal);
    },
  });
}

function jvmFlags(home: string): string[] {
  return [
    ...[`-Xms${HEAP_MB}m`, `-Xmx${HEAP_MB}m`, '-XX:+ExitOnOutOfMemoryError'],
    '-XX:TieredStopAtLevel=1', // starts in a third of the time
    ...['-XX:+UseG1GC', '-XX:G1ReservePercent=25', '-XX:InitiatingHeapOccupancyPercent=30'],
    ...[`-Djava.io.tmpdir=${join(home, 'tmp')}`, '-Dfile.encoding=UTF-8', '-Djava.awt.headless=true'],
    ...['-XX:-UsePerfData', '-Dlog4j2.disable.jmx=true', '-Dlog4j.shutdownHookEnabled=false'],
  ];
}

function settings(home: string, port: number): string[] {
  const all: Record<string, string | number | boolean> = {
    'path.home': home,
    'path.data': join(home, 'data'),
    'path.logs': join(home, 'logs'),
    'cluster.name': 'embedded',
    'node.name': 'embedded',
    'node.roles': 'cluster_manager,data,ingest',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': '9300-9399',
    'node.max_local_storage_nodes': 1,
    // off from the first start: a block that was set once does not go away by switching it off later
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'action.auto_create_index': false,
    // the breaker that looks at real memory, with a collector that idles, rejects every request forever
    'indices.breaker.total.use_real_memory': false,
  };
  return Object.entries(all).map(([name, value]) => `${name}=${value}`);
}

/** Longer than the server waits by itself. */
const SHARDS_MS = 90_000;

/** HTTP answers before the shards of existing indices have recovered: a search would get 503. */
async function waitForShards(server: ServerProcess, signal: AbortSignal): Promise<ServerProcess> {
  try {
    const path = '/_cluster/health?wait_for_status=yellow&timeout=60s';
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(SHARDS_MS)]);
    const health = await fetch(`http://127.0.0.1:${server.port}${path}`, { signal: inTime });
    if (health.ok) return server;
    throw new StartError(`OpenSearch is up, but an index cannot be recovered: ${await health.text()}`);
  } catch (error) {
    await server.stop();
    throw error;
  }
}
