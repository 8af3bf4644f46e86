import { AppError } from '../errors/app-error.ts';
import { hasScope, type Viewer } from './viewer.ts';

/** @throws AppError UNAUTHENTICATED for an anonymous viewer, FORBIDDEN for one without the scope */
export function requireScope(viewer: Viewer, scope: string): void {
  if (viewer.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Log in first');
  if (!hasScope(viewer, scope))
    throw new AppError('FORBIDDEN', `Your role may not do this: it lacks the scope ${scope}`);
}
