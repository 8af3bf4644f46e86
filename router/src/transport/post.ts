import type { Dispatcher, Pool } from 'undici';
import type { Cancellation } from './cancellation.ts';

/** What a server answered to a POST. */
export interface Posted {
  readonly status: number;
  readonly text: string;
  /** The header of that name, of an answer that is none. */
  readonly retryAfter: string | string[] | undefined;
}

/**
 * One POST over a pool of connections. Undici's own `request()` makes a stream of the answer and an asynchronous scope of the
 * call, which costs more than all else that the router does for a fetch.
 */
export function post(
  pool: Pool,
  options: { path: string; headers: Record<string, string>; body: string; cancellation: Cancellation | undefined },
): Promise<Posted> {
  const { path, headers, body, cancellation } = options;
  return new Promise((resolve, reject) => {
    const answer = new Answer(resolve, reject, cancellation);
    try {
      pool.dispatch({ method: 'POST', path, headers, body }, answer);
    } catch (error) {
      answer.onResponseError(undefined, error);
    }
  });
}

class Answer implements Dispatcher.DispatchHandler {
  readonly #resolve: (posted: Posted) => void;
  readonly #reject: (error: unknown) => void;
  readonly #cancellation: Cancellation | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #retryAfter: string | string[] | undefined;
  readonly #chunks: Buffer[] = [];

  constructor(
    resolve: (posted: Posted) => void,
    reject: (error: unknown) => void,
    cancellation: Cancellation | undefined,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#cancellation = cancellation;
    cancellation?.onOver(this.#abort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may have waited for a connection for longer than its caller.
    if (this.#cancellation?.isOver) this.#abort();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Those below say that the answer is still to come.
    if (status >= 200) this.#status = status;
    if (status >= 400) this.#retryAfter = headers['retry-after'];
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    const [first] = this.#chunks;
    const bytes = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    this.#resolve({ status: this.#status, text: withoutMark(bytes.toString()), retryAfter: this.#retryAfter });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#release();
    this.#reject(error);
  }

  readonly #abort = (): void => {
    const reason: unknown = this.#cancellation?.reason;
    const error = reason instanceof Error ? reason : new Error('The request was given up');
    this.#release();
    this.#reject(error);
    this.#controller?.abort(error);
  };

  #release(): void {
    this.#cancellation?.forget(this.#abort);
  }
}

const BYTE_ORDER_MARK = '\uFEFF';

const withoutMark = (text: string): string => (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
