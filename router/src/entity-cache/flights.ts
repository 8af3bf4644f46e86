/** What is being fetched for the cache right now: others who want the same wait for it instead of asking too. */
export interface Flights {
  /** Which of these nobody fetches yet, and which somebody does. Each that is begun has to be ended. */
  begin(wanted: readonly Wanted[], clock: string): { begun: readonly Flight[]; joined: readonly JoinedFlight[] };
}

export interface Wanted {
  readonly key: string;
  /** Where it stands among what was asked for. */
  readonly place: number;
}

export interface Flight extends Wanted {
  /** What was brought, as JSON; undefined where nothing came that others may use. */
  end(body: string | undefined): void;
}

export interface JoinedFlight extends Wanted {
  /** Undefined also where the signal is raised first: one request does not wait longer for another than it may. */
  wait(signal: AbortSignal): Promise<string | undefined>;
}

export function createFlights(): Flights {
  const flying = new Map<string, { clock: string; brought: Promise<string | undefined> }>();
  return {
    begin(wanted, clock) {
      const begun: Flight[] = [];
      const joined: JoinedFlight[] = [];
      for (const { key, place } of wanted) {
        const other = flying.get(key);
        // A fetch that began before something was invalidated may bring what is no longer true.
        if (other?.clock === clock) {
          joined.push({ key, place, wait: (signal) => untilRaised(other.brought, signal) });
          continue;
        }
        const { promise: brought, resolve } = Promise.withResolvers<string | undefined>();
        const flight = { clock, brought };
        flying.set(key, flight);
        begun.push({
          key,
          place,
          end(body) {
            if (flying.get(key) === flight) flying.delete(key);
            resolve(body);
          },
        });
      }
      return { begun, joined };
    },
  };
}

function untilRaised<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const raised = () => resolve(undefined);
    signal.addEventListener('abort', raised, { once: true });
    void promise.then((value) => {
      signal.removeEventListener('abort', raised);
      resolve(value);
    });
  });
}
