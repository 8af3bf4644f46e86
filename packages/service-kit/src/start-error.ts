/** Keeps a process from starting, and a person can mend it. Its message is one line that says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
