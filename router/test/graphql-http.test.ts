import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Router, readRouterEnv, startRouter } from '../src/index.ts';
import { fakeGraph, log, supergraphSdl } from './fake-graph.ts';

/** The audit of the specification "GraphQL over HTTP": what breaks a MUST is an error, a SHOULD a warning, a MAY a notice. */

let router: Router;
beforeAll(async () => {
  const { transports } = fakeGraph();
  router = await startRouter({ env: readRouterEnv({ PORT: '0' }), transports, supergraphSdl, checks: {}, log });
});
afterAll(() => router.stop());

/**
 * What cannot be run is 400 for every client, as by Apollo Server: proxies, monitors and people see a refusal without reading
 * the body, and clients of GraphQL read it at any status.
 */
const EXPLAINED = [
  'warn: SHOULD use 200 status code on document parsing failure when accepting application/json',
  'warn: SHOULD use 200 status code on document validation failure when accepting application/json',
  'warn: SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

it.each(['the first time', 'again, past Apollo Server'])('finds no error, and no warning but these, %s', async () => {
  const audits = serverAudits({ url: () => router.url, fetchFn: fetch });
  const results = await Promise.all(audits.map((audit) => audit.fn()));
  expect(results.length).toBeGreaterThan(50);
  const found = results.flatMap(({ status, name }) =>
    status === 'ok' || status === 'notice' ? [] : [`${status}: ${name}`],
  );
  expect(found).toEqual(EXPLAINED);
});
