/** A failure that a person can fix. Its message says how: show the message, not the stack. */
export class StartError extends Error {
  override readonly name = 'StartError';
  /** Where several things are wrong, one line for each. */
  readonly problems: readonly string[];

  constructor(
    message: string,
    { problems = [message], ...options }: ErrorOptions & { problems?: readonly string[] } = {},
  ) {
    super(message, options);
    this.problems = problems;
  }
}

/** Settings that are missing or wrong, one line for each. */
export function wrongSettings(problems: readonly string[]): StartError {
  const lines = problems.map((problem) => `  ${problem}`);
  return new StartError(['These settings are wrong:', ...lines].join('\n'), { problems });
}

/** What a command prints when it fails: the message of a StartError, the stack of anything else. */
export function formatCliError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof StartError ? error.message : (error.stack ?? error.message);
}

/** The message of any error; of an AggregateError without one those of its errors. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
