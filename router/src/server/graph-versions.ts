import { type Logger, counterNamed, messageOf } from '@quartet/service-kit';
import { type ServedGraph, versionOf } from './served-graph.ts';

/** A supergraph that is held for one request. */
export interface HeldGraph {
  readonly graph: ServedGraph;
  release(): void;
}

/** The supergraph that is served, and those before it that requests still hold. */
export interface GraphVersions {
  /** What a request runs on from its begin to its end, whatever is taken up meanwhile. */
  hold(): HeldGraph;
  /**
   * Serves another supergraph from the next request on. The one before ends with its last request.
   * @throws with the reason, where it cannot be served; the one before goes on
   */
  update(supergraphSdl: string): Promise<void>;
  version(): string;
  /** Resolves once no request holds any: also those whose clients have gone have ended then. */
  idle(): Promise<void>;
  /** Ends all, held or not. */
  stop(): Promise<void>;
}

interface Counted {
  readonly graph: ServedGraph;
  requests: number;
}

/** @throws with the reason, where the first supergraph cannot be served */
export async function createGraphVersions(
  first: string,
  { create, log }: { create: (supergraphSdl: string) => Promise<ServedGraph>; log: Logger },
): Promise<GraphVersions> {
  let current: Counted = { graph: await create(first), requests: 0 };
  const retired = new Set<Counted>();
  const updates = counterNamed({
    name: 'quartet_supergraph_updates_total',
    help: 'Supergraphs that were offered while the router ran, by what became of them',
    labelNames: ['outcome'],
  });
  let stopped = false;
  let held = 0;
  let idle = Promise.withResolvers<void>();
  /** One at a time, in the order in which they came. */
  let updating: Promise<unknown> = Promise.resolve();

  async function end(counted: Counted): Promise<void> {
    if (!retired.delete(counted)) return;
    await counted.graph.stop().catch((error: unknown) => {
      log.warn({ err: error, version: counted.graph.version }, 'a supergraph that was replaced could not be ended');
    });
    log.debug({ version: counted.graph.version }, 'a supergraph that was replaced has ended');
  }

  async function take(supergraphSdl: string): Promise<void> {
    const before = current.graph.version;
    const version = versionOf(supergraphSdl);
    if (stopped || version === before) return;
    try {
      const graph = await create(supergraphSdl);
      retired.add(current);
      if (current.requests === 0) void end(current);
      current = { graph, requests: 0 };
      updates.inc({ outcome: 'taken' });
      log.info({ version, before, requestsOnBefore: retired.size }, 'a new supergraph is served');
    } catch (error) {
      updates.inc({ outcome: 'refused' });
      log.error(
        { version, serving: before, reason: messageOf(error), hint: 'the supergraph before it is still served' },
        'a new supergraph was refused',
      );
      throw error;
    }
  }

  return {
    hold() {
      const counted = current;
      counted.requests += 1;
      held += 1;
      return {
        graph: counted.graph,
        release() {
          counted.requests -= 1;
          held -= 1;
          if (held === 0) {
            idle.resolve();
            idle = Promise.withResolvers();
          }
          if (counted.requests === 0 && counted !== current) void end(counted);
        },
      };
    },
    update(supergraphSdl) {
      const taken = updating.then(() => take(supergraphSdl));
      updating = taken.catch(() => undefined);
      return taken;
    },
    version: () => current.graph.version,
    idle: () => (held === 0 ? Promise.resolve() : idle.promise),
    async stop() {
      stopped = true;
      await updating;
      retired.add(current);
      await Promise.all([...retired].map(end));
    },
  };
}
