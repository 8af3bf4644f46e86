export { flagshipQuery, subgraphDocument, subgraphSdl, supergraphSdl } from './sdl.ts';
export { SUBGRAPHS, type SubgraphName } from './subgraphs.ts';
