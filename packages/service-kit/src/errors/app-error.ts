import type { ErrorCode } from './codes.ts';

/** An error with a code. Clients see its message as it is; `cause` and `details` never leave the process. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Record<string, unknown> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The messages for clients where a database's own message must not leave the process. */
export const SAFE_MESSAGES = {
  notFound: 'There is no such thing',
  taken: 'This already exists',
  stillUsed: 'This refers to something that does not exist, or is still in use',
  invalid: 'A value is not valid',
  concurrent: 'Somebody else changed this at the same moment; please try again',
  unavailable: 'This part of the shop is not available right now; please try again',
  timeout: 'This took too long; please try again',
  internal: 'Something went wrong on our side',
} as const;

/**
 * The server answers, but does not serve us: it rejects the log-in or a right, or its schema is not the one this code
 * needs. For a client this part is unavailable. Waiting does not fix it, so the log has an error with a hint.
 */
export function needsOperator(kind: 'access' | 'schema', hint: string, cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause, details: { kind, hint } });
}

/** What an operator must do about this fault; undefined where it may go away by itself. */
export function operatorHint(error: AppError): string | undefined {
  const { hint } = error.details;
  return typeof hint === 'string' ? hint : undefined;
}
