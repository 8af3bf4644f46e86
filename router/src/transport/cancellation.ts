/**
 * Whether a call was given up. The signal that others know is made where it is asked for: it costs as much as the rest of a
 * call, and a transport over HTTP needs none.
 */
export class Cancellation {
  #controller: AbortController | undefined;
  #listener: (() => void) | undefined;
  /** Where more than one listens: parts of a large call. */
  #others: Set<() => void> | undefined;
  #isOver = false;
  #reason: unknown;

  /** That ends with a signal. */
  static of(signal: AbortSignal | undefined): Cancellation {
    const cancellation = new Cancellation();
    if (signal?.aborted) cancellation.end(signal.reason);
    else signal?.addEventListener('abort', () => cancellation.end(signal.reason), { once: true });
    return cancellation;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get reason(): unknown {
    return this.#reason;
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#isOver) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Calls it once this is over, unless `forget` is called with it before. */
  onOver(listener: () => void): void {
    if (!this.#listener) this.#listener = listener;
    else (this.#others ??= new Set()).add(listener);
  }

  forget(listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined;
    else this.#others?.delete(listener);
  }

  end(reason: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    const told = [this.#listener, ...(this.#others ?? [])];
    for (const listener of told) listener?.();
  }
}
