import { writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import federation from '@apollo/federation-internals'; // CommonJS without names that Node can see
import { printSchema } from 'graphql';
import { cacheHintFaults } from './cache-hints.ts';
import { listSizeFaults } from './list-sizes.ts';
import { nullabilityFaults, type SubgraphContract, theContract } from './nullability.ts';

export interface Composed {
  /** The graph that the router plans over. */
  supergraph: string;
  /** The schema that clients see. */
  api: string;
}

/**
 * Composes one graph from the four SDL files. The same files give the same bytes, in any order.
 * @throws Error with one line per composition error or hint, or per violation of the rules of nullability, list sizes and cache hints
 */
export function compose(contract: readonly SubgraphContract[] = theContract()): Composed {
  const faults = nullabilityFaults(contract);
  if (faults.length > 0) throw new Error(`The nullability rule is broken:\n  ${faults.join('\n  ')}`);
  const endless = listSizeFaults(contract);
  if (endless.length > 0) throw new Error(`Lists without a size:\n  ${endless.join('\n  ')}`);
  const secrets = cacheHintFaults(contract);
  if (secrets.length > 0) throw new Error(`Secrets in addresses:\n  ${secrets.join('\n  ')}`);
  const result = composeServices(
    contract
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, document }) => ({ name, url: `http://${name}.internal/graphql`, typeDefs: document })),
  );
  if (result.errors)
    throw new Error(`The subgraphs do not compose:\n  ${result.errors.map((error) => error.message).join('\n  ')}`);
  if (result.hints.length > 0)
    throw new Error(`The subgraphs compose with hints:\n  ${result.hints.map((hint) => hint.toString()).join('\n  ')}`);
  return { supergraph: `${result.supergraphSdl.trimEnd()}\n`, api: apiOf(result.supergraphSdl) };
}

/** The API schema of a composed graph. */
export function apiOf(supergraphSdl: string): string {
  const supergraph = federation.Supergraph.build(supergraphSdl);
  return `${printSchema(supergraph.apiSchema().toGraphQLJSSchema()).trimEnd()}\n`;
}

if (import.meta.main) {
  try {
    const { supergraph, api } = compose();
    writeFileSync(new URL('./supergraph.graphql', import.meta.url), supergraph);
    writeFileSync(new URL('./api.graphql', import.meta.url), api);
    console.log('schema/supergraph.graphql and schema/api.graphql are composed');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
