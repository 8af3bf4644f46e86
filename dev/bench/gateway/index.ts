import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import type { Row } from '../rows.ts';
import { type Cores, takeCores } from './cores.ts';
import { type Gateway, startGateway, startHiveRouter, startOurs } from './gateways.ts';
import { measureRounds, warmUp } from './measure.ts';
import { QUERIES } from './queries.ts';
import { type Recordings, startRecordings } from './recordings.ts';
import { details, rowsOf } from './report.ts';
import type { BareQuery, GatewaySettings } from './settings.ts';
import { SUBGRAPHS } from './shop.ts';
import { bareFetches, composed, subgraphUrls } from './supergraph.ts';
import { createTokenSigner } from './tokens.ts';
import { checkAnswers, checkForgedTokens } from './answers.ts';

/**
 * The shape of public benchmarks of federation gateways: every gateway in turn on one core, under the same load, over the same
 * recorded subgraphs.
 */
export async function gateway(options: {
  rounds: number;
  say: (line: string) => void;
  uncounted: boolean;
}): Promise<Row[]> {
  const cores = takeCores();
  const dir = mkdtempSync(join(tmpdir(), 'quartet-gateways-'));
  const recordings = await startRecordings();
  const gateways: Gateway[] = [];
  try {
    const signer = createTokenSigner();
    options.say('Starting gateways …');
    await startAll({ cores, dir, recordings, jwks: signer.jwks, started: (one) => gateways.push(one) });
    options.say(`Gateways: ${gateways.map(({ name }) => name).join(', ')}`);
    const expected = await checkAnswers(gateways);
    await checkForgedTokens(gateways);
    const context = { gateways, expected, signer, cores, recordings, say: options.say };
    const tokens = await warmUp(context);
    await recordings.check();
    const measures = await measureRounds({ ...context, tokens, rounds: options.rounds });
    options.say(details(measures));
    return rowsOf(measures, options);
  } finally {
    for (const one of gateways) await one.stop();
    await recordings.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function startAll({
  cores,
  dir,
  recordings,
  jwks,
  started,
}: {
  cores: Cores;
  dir: string;
  recordings: Recordings;
  jwks: JSONWebKeySet;
  started: (gateway: Gateway) => void;
}): Promise<void> {
  const subgraphs = subgraphUrls(recordings.url);
  const supergraph = composed(subgraphs);
  const text = (name: string, content: string): string => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };
  const file = (name: string, content: unknown): string => text(name, JSON.stringify(content));
  const env = { GATEWAY_SETTINGS: file('settings.json', { supergraph, subgraphs } satisfies GatewaySettings) };
  const core = cores.gateway;
  const ours = {
    // What makes requests different has to make fetches different.
    subgraphs: Object.fromEntries(SUBGRAPHS.map((name) => [name, { forward: ['x-request-id'] }])),
    tokens: { keys: file('jwks.json', jwks), issuer: 'quartet', audience: 'quartet-graph' },
    // Lists of this graph say nothing of their lengths.
    limits: { queryCost: Number.MAX_SAFE_INTEGER },
  };

  const stock = await startGateway('stock', { core, env });
  started(stock);
  const bareQueries: BareQuery[] = [];
  for (const query of Object.values(QUERIES)) {
    const answer = await ask(stock, query);
    bareQueries.push({ query, fetches: bareFetches(supergraph, query, recordings), answer });
  }
  started(await startGateway('bare', { core, env: { ...env, BARE_QUERIES: file('bare.json', bareQueries) } }));
  started(
    await startOurs(
      { supergraph: text('supergraph.graphql', supergraph), config: file('config.json', ours) },
      { core, env: { LOG_LEVEL: 'error' } },
    ),
  );
  for (const name of ['stock-undici', 'hive-gateway']) started(await startGateway(name, { core, env }));
  const hiveRouter = await startHiveRouter({ core, dir, supergraph });
  if (hiveRouter) started(hiveRouter);
}

async function ask({ url }: Gateway, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
  return response.json();
}
