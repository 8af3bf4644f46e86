import type { SubgraphRequest, Viewer } from '@quartet/service-kit';
import type { Db } from './database.ts';
import { createLoaders } from './graphql/loaders.ts';
import type { Loaders } from './graphql/loaders.ts';
import type { SendMessage } from './registration/messages.ts';
import type { SignInTools } from './sessions/sign-in.service.ts';

/** Everything a resolver may use. */
export interface Context {
  viewer: Viewer;
  db: Db;
  loaders: Loaders;
  signIn: SignInTools;
  send: SendMessage;
}

export function createContext(
  request: SubgraphRequest,
  tools: { db: Db; signIn: SignInTools; send: SendMessage },
): Context {
  return { ...tools, viewer: request.viewer, loaders: createLoaders(tools.db) };
}
