import { SCOPES_OF_ROLE, type Role } from '@quartet/schema/access';
import { actorOf, AppError, requireScope, type Actor } from '@quartet/service-kit';
import type { Context } from '../context.ts';

/**
 * The member of staff who acts, for the audit. Each mutation of staff begins with it: the role that counts is the one of this
 * moment, not that of the access token.
 * @throws AppError UNAUTHENTICATED for an anonymous viewer and an ended session, FORBIDDEN for one without the scope (any
 *   more), SERVICE_UNAVAILABLE while the session cannot be checked
 */
export async function staffWith(scope: string, { viewer, requestId, sessions }: Context): Promise<Actor> {
  requireScope(viewer, scope);
  if (viewer.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Log in first');
  const { role } = await sessions.require(viewer);
  requireScope({ ...viewer, role, scopes: scopesOf(role) }, scope);
  return actorOf({ viewer: { ...viewer, role }, requestId });
}

function scopesOf(role: string): readonly string[] {
  return isRole(role) ? SCOPES_OF_ROLE[role] : [];
}

const isRole = (role: string): role is Role => Object.hasOwn(SCOPES_OF_ROLE, role);
