import { actorOf, requireScope, type Actor } from '@quartet/service-kit';
import type { Context } from '../context.ts';

/**
 * The member of staff who acts, for the audit. Each mutation of staff begins with it.
 * @throws AppError UNAUTHENTICATED for an anonymous viewer, FORBIDDEN for one without the scope
 */
export async function staffWith(scope: string, { viewer, requestId }: Context): Promise<Actor> {
  requireScope(viewer, scope);
  return Promise.resolve(actorOf({ viewer, requestId }));
}
