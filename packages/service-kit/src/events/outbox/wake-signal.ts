/** Wakes a loop that waits. A notification before the wait is kept, and several are one. */
export interface WakeSignal {
  notify: () => void;
  /** Ends at the next notification, or after `ms`. */
  wait: (ms: number) => Promise<void>;
}

export function createWakeSignal(): WakeSignal {
  let notified = false;
  let wake: (() => void) | undefined;
  return {
    notify() {
      notified = true;
      wake?.();
    },
    async wait(ms) {
      if (!notified) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      notified = false;
    },
  };
}
