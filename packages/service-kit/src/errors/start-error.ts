/** Keeps a process from starting, and a person can mend it. Its message is one line that says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Of these the message is for people, and one line or a few. By name: not everyone who asks has loaded their modules. */
const FOR_PEOPLE = ['StartError', 'EngineError', 'ConfigError'];

export function isForPeople(err: unknown): boolean {
  return err instanceof Error && FOR_PEOPLE.includes(err.name);
}

/** What a command says when it fails: the message that is meant for people, of anything else the stack. */
export function wordsOf(err: unknown): string {
  if (!(err instanceof Error)) return String(err);
  return isForPeople(err) ? err.message : (err.stack ?? err.message);
}
