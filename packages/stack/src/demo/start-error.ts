/** Thrown for what the person at the keyboard can mend or must know: its message is one line, its stack no use. */
export class StartError extends Error {
  override readonly name = 'StartError';
}
