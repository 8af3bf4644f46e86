export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'RATE_LIMITED'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'SERVICE_UNAVAILABLE'
  | 'TIMEOUT'
  | 'INTERNAL_SERVER_ERROR';

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
