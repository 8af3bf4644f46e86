import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

const MOST_KEYS = 20_000;

interface Entry {
  readonly hash: string;
  /** undefined: the first request with this key is still at work. */
  answer?: Answer;
}

/**
 * Answers a repeated key with the first answer, whatever it was, a 500 too: that is what real providers do. A key that
 * comes with another request is refused, and one whose first request is at work is told so.
 */
export class IdempotencyKeys {
  readonly #entries = new LRUCache<string, Entry>({ max: MOST_KEYS });

  /** `run` answers, or throws what shall not be stored. */
  async once(key: string, request: string, run: () => Promise<Answer>): Promise<Answer> {
    const hash = createHash('sha256').update(request).digest('hex');
    const known = this.#entries.get(key);
    if (known) {
      if (known.hash !== hash) return refusal(400, 'idempotency_mismatch', 'This key was used with another request');
      return known.answer ?? refusal(409, 'in_progress', 'The first request with this key is still at work');
    }
    const entry: Entry = { hash };
    this.#entries.set(key, entry);
    try {
      return (entry.answer = await run());
    } catch (error) {
      this.#entries.delete(key);
      throw error;
    }
  }
}

export function refusal(status: number, code: string, message: string, more: object = {}): Answer {
  return { status, body: { error: { code, message, ...more } } };
}
