import { readFileSync } from 'node:fs';
import { parse, type DocumentNode } from 'graphql';
import type { SubgraphName } from './subgraphs.ts';

const file = (name: string) => new URL(`./${name}.graphql`, import.meta.url);

export function subgraphSdl(name: SubgraphName): string {
  return readFileSync(file(name), 'utf8');
}

export function subgraphDocument(name: SubgraphName): DocumentNode {
  return parse(subgraphSdl(name));
}

/** The composed graph that the router serves: made by `npm run codegen`, committed, checked for drift. */
export function supergraphSdl(): string {
  return readFileSync(file('supergraph'), 'utf8');
}

/**
 * The query that the whole project exists to answer: printed in the README, run by `npm start` and by the e2e tests.
 */
export function flagshipQuery(): string {
  return readFileSync(file('flagship'), 'utf8');
}
