import { AppError } from '@quartet/service-kit';
import { WrongAnswer } from './read-answer.ts';

/** The replica took nothing: it can be asked again anywhere, whatever the operation. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Nothing broke: the replica was too slow, and the time is up. */
const TOO_SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** A replica that answers so is on its way up or down, or what stands before it is. */
const AWAY = new Set([502, 503, 504]);

/** False for answers that another replica would give as well. */
export function isReplicasFault(error: unknown): boolean {
  if (error instanceof WrongAnswer) return AWAY.has(error.status);
  return !(error instanceof AppError);
}

/** The connection broke after the operation was sent. */
export function isBreak(error: unknown): boolean {
  return !(error instanceof WrongAnswer) && !isNotConnected(error) && !isTooSlow(error);
}

export function isNotConnected(error: unknown): boolean {
  const inConnecting = error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return inConnecting || NOT_CONNECTED.has(codeOf(error));
}

export const isTooSlow = (error: unknown): boolean => TOO_SLOW.has(codeOf(error));

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The kind of an error, in its details, of a call that was never sent. */
export const NOT_SENT = 'not_sent';
