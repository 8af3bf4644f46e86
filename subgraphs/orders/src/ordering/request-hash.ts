import { createHash } from 'node:crypto';

/** The form in which inputs are compared. A new one gets a new number, and old keys are still compared in theirs. */
const FORM = 1;

/**
 * Two requests are the same where this is: the client's input and nothing else. Absent is null, texts are cleaned before,
 * fields are sorted, so that a field which a newer build knows changes nothing where it is not given.
 */
export function hashOfInput(input: object): string {
  return `${FORM}:${createHash('sha256')
    .update(JSON.stringify(canonical(input)))
    .digest('hex')}`;
}

function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, canonical(field)]);
}
