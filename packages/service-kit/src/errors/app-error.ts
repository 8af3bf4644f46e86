import type { ErrorCode } from './codes.ts';

/** An error with a code. Its message is shown to clients as it is; `cause` and `details` never leave the process. */
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

/** What clients read where the message must not come from an engine. */
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
 * The engine answers, but not us: log-in or rights refused, or not the database that this code was written for. For a
 * client the part is not available; waiting does not mend it, so that the log has an error and what to do about it.
 */
export function needsOperator(kind: 'access' | 'schema', hint: string, cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', SAFE_MESSAGES.unavailable, { cause, details: { kind, hint } });
}

/** What an operator has to do about this fault; undefined where it may go away by itself. */
export function operatorHint(err: AppError): string | undefined {
  const { hint } = err.details;
  return typeof hint === 'string' ? hint : undefined;
}
