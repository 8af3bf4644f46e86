import type { UserId } from '../values/ids.ts';

/** Who asks. Subgraphs get it from the router and decide by it what may be seen. */
export type Viewer =
  { kind: 'anonymous' } | { kind: 'user'; userId: UserId; sessionId: string; role: string; scopes: readonly string[] };

export const anonymous: Viewer = { kind: 'anonymous' };

export function hasScope(viewer: Viewer, scope: string): boolean {
  return viewer.kind === 'user' && viewer.scopes.includes(scope);
}
