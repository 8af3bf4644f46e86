import type { SubgraphRequest, Viewer } from '@quartet/service-kit';
import type { Db } from './database.ts';
import { createLoaders, type Loaders } from './graphql/loaders.ts';
import type { SignInTools } from './sessions/sign-in.service.ts';

/** What every request shares. */
export interface Tools {
  db: Db;
  signIn: SignInTools;
}

/** Everything that a resolver may use, created for each request. */
export interface Context extends Tools {
  viewer: Viewer;
  loaders: Loaders;
}

export function createContext({ viewer }: SubgraphRequest, tools: Tools): Context {
  return { ...tools, viewer, loaders: createLoaders(tools.db) };
}
