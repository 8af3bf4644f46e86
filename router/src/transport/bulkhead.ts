import { AppError } from '@quartet/service-kit';
import { NOT_SENT } from './call-failures.ts';
import type { Cancellation } from './cancellation.ts';
import { AWAY } from './transport.ts';

/** So many calls at once, and so many more that wait: one slow subgraph does not take all memory and time of the router. */
export interface Bulkhead {
  /**
   * Undefined: the call may go on at once. Else it may once the promise resolves. Call `leave` when it has ended.
   * @throws AppError SERVICE_UNAVAILABLE where too many wait already
   */
  enter(cancellation: Cancellation | undefined): Promise<void> | undefined;
  leave(): void;
}

interface Waiting {
  goOn: () => void;
}

export function createBulkhead({ calls, waiting: room }: { calls: number; waiting: number }): Bulkhead {
  let running = 0;
  /** In the order in which they came. */
  const queue = new Set<Waiting>();
  return {
    enter(cancellation) {
      if (running < calls) {
        running += 1;
        return undefined;
      }
      if (queue.size >= room) throw new AppError('SERVICE_UNAVAILABLE', AWAY.message, { details: { kind: NOT_SENT } });
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          queue.delete(one);
          reject(new AppError('TIMEOUT', 'The call was given up while it waited'));
        };
        const one = {
          goOn: () => {
            cancellation?.forget(giveUp);
            resolve();
          },
        };
        queue.add(one);
        cancellation?.onOver(giveUp);
        if (cancellation?.isOver) giveUp();
      });
    },
    leave() {
      for (const next of queue) {
        queue.delete(next);
        // It takes the place that becomes free.
        next.goOn();
        return;
      }
      running -= 1;
    },
  };
}
