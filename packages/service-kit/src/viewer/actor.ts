import type { UserId } from '../values/ids.ts';
import { AppError } from '../errors/app-error.ts';
import type { Viewer } from './viewer.ts';

/** Who causes a change that is audited: a signed-in person, or an operator with a command on a machine of the shop. */
export type Actor =
  | {
      kind: 'user';
      userId: UserId;
      role: string;
      /** From where the router was asked; null where that is not known. */
      address: string | null;
      /** May be the client's own word: it finds the lines of the log, and proves nothing. */
      requestId: string;
    }
  | { kind: 'operator'; command: string };

/** @throws AppError UNAUTHENTICATED for an anonymous viewer */
export function actorOf({ viewer, requestId }: { viewer: Viewer; requestId: string }): Actor {
  if (viewer.kind === 'anonymous') throw new AppError('UNAUTHENTICATED', 'Log in first');
  const { userId, role, address = null } = viewer;
  return { kind: 'user', userId, role, address, requestId };
}
