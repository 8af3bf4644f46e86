import { mongoDuplicateKey } from '@quartet/service-kit';
import { MongoBulkWriteError, type WriteError } from 'mongodb';

/** The name of the unique index that refused a write, or null where the error is another one. */
export function violatedIndex(error: unknown): string | null {
  return error instanceof Error ? (mongoDuplicateKey(error)?.index ?? null) : null;
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
    const index = mongoDuplicateKey({ code: writeError.code, message: writeError.errmsg })?.index ?? null;
    if (index === null) throw error;
    refused.set(writeError.index, index);
  }
  // No document was refused: the connection broke, and what broke it tells more than that a bulk write failed.
  if (refused.size === 0) throw error.errorResponse instanceof Error ? error.errorResponse : error;
  return refused;
}
