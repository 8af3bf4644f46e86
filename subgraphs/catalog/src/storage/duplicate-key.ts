import { mongoDuplicateKey } from '@quartet/service-kit';
import { MongoBulkWriteError, type WriteError } from 'mongodb';

/** The name of the violated unique index, or null for another error. */
export function violatedIndex(error: unknown): string | null {
  return error instanceof Error ? (mongoDuplicateKey(error)?.index ?? null) : null;
}

/**
 * The documents of an unordered insert that violated a unique index, by position, with the index's name.
 * @throws the error itself if it has another cause
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
  // No document was rejected: the connection broke, and its error says more than that a bulk write failed.
  if (refused.size === 0) throw error.errorResponse instanceof Error ? error.errorResponse : error;
  return refused;
}
