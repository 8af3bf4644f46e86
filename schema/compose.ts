import { writeFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import federation from '@apollo/federation-internals'; // CommonJS without names that Node can see
import { printSchema } from 'graphql';
import { nullabilityFaults } from './nullability.ts';
import { SUBGRAPHS, subgraphDocument } from './subgraphs.ts';

export interface Composed {
  /** what the router plans over */
  supergraph: string;
  /** what clients see */
  api: string;
}

/**
 * Makes one graph of the four SDL files.
 * @throws Error with one line per fault: what does not compose, what composes with a hint, what breaks the nullability rule
 */
export function compose(): Composed {
  const faults = nullabilityFaults();
  if (faults.length > 0) throw new Error(`The nullability rule is broken:\n  ${faults.join('\n  ')}`);
  const result = composeServices(
    SUBGRAPHS.map((name) => ({ name, url: `http://${name}.internal/graphql`, typeDefs: subgraphDocument(name) })),
  );
  if (result.errors)
    throw new Error(`The subgraphs do not compose:\n  ${result.errors.map((error) => error.message).join('\n  ')}`);
  if (result.hints.length > 0)
    throw new Error(`The subgraphs compose with hints:\n  ${result.hints.map((hint) => hint.toString()).join('\n  ')}`);
  const supergraph = federation.Supergraph.build(result.supergraphSdl);
  const api = printSchema(supergraph.apiSchema().toGraphQLJSSchema());
  return { supergraph: `${result.supergraphSdl.trimEnd()}\n`, api: `${api.trimEnd()}\n` };
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
