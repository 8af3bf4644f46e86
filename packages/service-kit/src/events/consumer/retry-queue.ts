/** The pending messages that a member keeps for their next attempt. */
export interface RetryQueue<T extends { id: string }> {
  /** False where the queue is full. */
  add(message: T, dueAt: number): boolean;
  has: (id: string) => boolean;
  get(id: string): T | undefined;
  remove(id: string): void;
  /** Removes and returns the messages that are due, oldest first. */
  due(now: number): T[];
  /** When the next message is due, in ms since the epoch; Infinity where there is none. */
  nextDueAt: () => number;
  clear(): void;
}

export function createRetryQueue<T extends { id: string }>(atMost: number): RetryQueue<T> {
  const waiting = new Map<string, { message: T; dueAt: number }>();
  return {
    add(message, dueAt) {
      if (waiting.size >= atMost && !waiting.has(message.id)) return false;
      waiting.set(message.id, { message, dueAt });
      return true;
    },
    has: (id) => waiting.has(id),
    get: (id) => waiting.get(id)?.message,
    remove: (id) => void waiting.delete(id),
    due(now) {
      const due = [...waiting.values()].filter((one) => one.dueAt <= now).map((one) => one.message);
      for (const { id } of due) waiting.delete(id);
      return due;
    },
    nextDueAt: () => Math.min(...[...waiting.values()].map((one) => one.dueAt)),
    clear: () => waiting.clear(),
  };
}
