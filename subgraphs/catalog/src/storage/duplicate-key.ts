import { MongoBulkWriteError, type WriteError } from 'mongodb';

const DUPLICATE_KEY = 11000;

function indexOf(message: string | undefined): string | null {
  // The structured keyPattern is not everywhere to be had; the message names the index everywhere.
  return /index: (\S+)/.exec(message ?? '')?.[1] ?? null;
}

/** The name of the unique index that refused a write, or null where the error is another one. */
export function violatedIndex(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== DUPLICATE_KEY) return null;
  return indexOf(error.message);
}

/**
 * Which documents of an unordered insert were refused by which unique index.
 * @throws the error itself where anything but a unique index refused
 */
export function refusedInserts(error: unknown): Map<number, string> {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const writeErrors: WriteError[] = Array<WriteError>().concat(error.writeErrors);
  const refused = new Map<number, string>();
  for (const writeError of writeErrors) {
    const index = writeError.code === DUPLICATE_KEY ? indexOf(writeError.errmsg) : null;
    if (index === null) throw error;
    refused.set(writeError.index, index);
  }
  // No document was refused: the connection broke, and what broke it tells more than that a bulk write failed.
  if (refused.size === 0) throw error.errorResponse instanceof Error ? error.errorResponse : error;
  return refused;
}
