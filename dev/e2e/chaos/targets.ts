import type { EngineName, Engines } from '@quartet/engines';
import type { Distributed } from '@quartet/launcher';
import { pick, type Random } from './random.ts';

export interface Victim {
  readonly name: string;
  readonly kind: string;
  readonly pid: number;
}

/** An engine that ends six times within a minute is given up: that would be another test. */
const MOST_PER_MINUTE = 4;
const MINUTE_MS = 60_000;

/** Chooses whom to kill: first a kind (engine, api, worker, router), then one of those that run. */
export function createExecutioner(o: { engines: Engines; distributed: Distributed; random: Random }) {
  const engineKills: { name: string; at: number }[] = [];

  function alive(): Victim[] {
    const engines = (Object.keys(o.engines.controls) as EngineName[]).flatMap((name): Victim[] => {
      const pid = o.engines.controls[name]?.pid();
      const recent = engineKills.filter((kill) => kill.name === name && Date.now() - kill.at < MINUTE_MS);
      return pid === undefined || recent.length >= MOST_PER_MINUTE ? [] : [{ name, kind: 'engine', pid }];
    });
    const processes = o.distributed
      .processes()
      .flatMap(({ name, role, pid }): Victim[] => (pid === undefined ? [] : [{ name, kind: role, pid }]));
    return [...engines, ...processes];
  }

  return {
    /** kill -9 of one of them. */
    strike(): Victim {
      const candidates = alive();
      const kinds = [...new Set(candidates.map(({ kind }) => kind))];
      const kind = pick(o.random, kinds);
      const victim = pick(
        o.random,
        candidates.filter((one) => one.kind === kind),
      );
      if (kind === 'engine') engineKills.push({ name: victim.name, at: Date.now() });
      process.kill(victim.pid, 'SIGKILL');
      return victim;
    },
  };
}
