import type { Client, estypes } from '@elastic/elasticsearch';
import { AppError } from '@quartet/service-kit';
import { APPLY_CHANGE } from './apply-change.painless.ts';
import type { Changes, ProductChange } from './changes.ts';

const ACTIONS_PER_REQUEST = 500;
/** Far below the engine's limit for one request (100 MB), and one product of the largest size still fits. */
const BYTES_PER_REQUEST = 10_000_000;
const ATTEMPTS = 4;

/** Temporary failures: another writer was faster, the engine is busy, the index is being created (404) or rebuilt (403). */
const TEMPORARY = new Set([403, 404, 409, 429, 502, 503, 504]);

/**
 * Writes changes into their documents, and creates missing ones. Temporary failures are retried.
 * @throws AppError BAD_USER_INPUT with the products that the index rejected, after all others were written
 * @throws AppError SERVICE_UNAVAILABLE if temporary failures persist
 */
export async function writeChanges(client: Client, index: string, changes: Changes): Promise<void> {
  const refused: string[] = [];
  let waiting = [...changes].map(([id, change]): Write => ({ id, params: paramsOf(change) }));
  for (let attempt = 1; waiting.length > 0; attempt++) {
    const again: typeof waiting = [];
    let reason = '';
    for (const part of requestsOf(waiting)) {
      const failures = await writePart(client, index, part);
      for (const [position, failure] of failures) {
        const entry = part[position];
        if (entry === undefined) continue;
        reason = failure.reason;
        if (TEMPORARY.has(failure.status)) again.push(entry);
        else refused.push(`${entry.id}: ${failure.reason}`);
      }
    }
    waiting = again;
    if (waiting.length > 0 && attempt === ATTEMPTS) {
      throw new AppError('SERVICE_UNAVAILABLE', `The search index did not take ${waiting.length} changes: ${reason}`);
    }
  }
  if (refused.length > 0) {
    throw new AppError(
      'BAD_USER_INPUT',
      `The search index refused ${refused.length} products; ${refused.slice(0, 3).join('; ')}`,
    );
  }
}

/** One document and the parameters of APPLY_CHANGE. */
interface Write {
  id: string;
  params: object;
}

function paramsOf({ stock, ...rest }: ProductChange): object {
  return stock ? { ...rest, stock: Object.fromEntries(stock) } : rest;
}

/** Divided by count and by size; a change that is larger than a request is sent alone. */
function* requestsOf(writes: readonly Write[]): Generator<Write[]> {
  let part: Write[] = [];
  let bytes = 0;
  for (const write of writes) {
    const size = Buffer.byteLength(JSON.stringify(write.params));
    if (part.length === ACTIONS_PER_REQUEST || (part.length > 0 && bytes + size > BYTES_PER_REQUEST)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(write);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

interface Failure {
  status: number;
  reason: string;
}

async function writePart(client: Client, index: string, part: readonly Write[]): Promise<Map<number, Failure>> {
  const response = await client.bulk({
    index,
    // Without the alias a write would create an index of that name, with guessed types.
    require_alias: true,
    _source: false,
    operations: part.flatMap(({ id, params }): (estypes.BulkOperationContainer | object)[] => [
      { update: { _id: id, retry_on_conflict: 5 } },
      { scripted_upsert: true, upsert: {}, script: { lang: 'painless', source: APPLY_CHANGE, params } },
    ]),
  });
  const failures = new Map<number, Failure>();
  if (!response.errors) return failures;
  response.items.forEach(({ update }, position) => {
    if (!update?.error) return;
    const cause = update.error.caused_by?.reason;
    failures.set(position, {
      status: update.status,
      reason: `${update.error.reason ?? update.error.type}${cause ? ` (${cause})` : ''}`,
    });
  });
  return failures;
}
