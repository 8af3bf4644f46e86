import { readFileSync } from 'node:fs';
import type { Subgraph } from './shop.ts';

/** What each gateway is given, as JSON in a file that `GATEWAY_SETTINGS` names. */
export interface GatewaySettings {
  readonly supergraph: string;
  readonly subgraphs: Readonly<Record<Subgraph, string>>;
}

/** What a bare proxy does for a query: requests whose bodies are known, and one answer. */
export interface BareQuery {
  readonly query: string;
  readonly fetches: BareFetches;
  readonly answer: unknown;
}

export type BareFetches =
  | { readonly kind: 'Sequence'; readonly nodes: readonly BareFetches[] }
  | { readonly kind: 'Parallel'; readonly nodes: readonly BareFetches[] }
  | { readonly kind: 'Fetch'; readonly subgraph: Subgraph; readonly body: string };

export function readSettings(): GatewaySettings {
  return JSON.parse(readFileSync(process.env.GATEWAY_SETTINGS ?? '', 'utf8')) as GatewaySettings;
}

/** For a bare proxy alone. */
export function readBareQueries(): readonly BareQuery[] {
  return JSON.parse(readFileSync(process.env.BARE_QUERIES ?? '', 'utf8')) as readonly BareQuery[];
}
