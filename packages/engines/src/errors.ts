/** A fault that people can mend: its message is one line and says how. Show the message, not the stack. */
export class EngineError extends Error {
  override name = 'EngineError';
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
