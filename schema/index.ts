export {
  SUBGRAPHS,
  type SubgraphName,
  flagshipQuery,
  subgraphDocument,
  subgraphSdl,
  supergraphSdl,
} from './subgraphs.ts';
