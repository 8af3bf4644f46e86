import type { UserId } from '../values/ids.ts';

/** The user or visitor behind a request. Subgraphs receive it from the router and decide by it what is visible. */
export type Viewer =
  | { kind: 'anonymous' }
  | {
      kind: 'user';
      userId: UserId;
      sessionId: string;
      role: string;
      scopes: readonly string[];
      /** From where the router was asked. */
      address?: string;
    };

export const anonymous: Viewer = { kind: 'anonymous' };

export function hasScope(viewer: Viewer, scope: string): boolean {
  return viewer.kind === 'user' && viewer.scopes.includes(scope);
}
