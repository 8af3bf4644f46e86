import type { EngineName, Engines } from '@quartet/engines';
import type { Distributed } from '@quartet/launcher';
import { pick, type Random } from './random.ts';

export interface Target {
  readonly name: string;
  readonly kind: string;
  readonly pid: number;
}

/** An engine that ends six times within a minute is given up: that would be another test. */
const MOST_PER_MINUTE = 4;
const MINUTE_MS = 60_000;

interface FaultInjectorOptions {
  readonly engines: Engines;
  readonly distributed: Distributed;
  readonly random: Random;
}

export interface FaultInjector {
  /** Kills one of the running processes with SIGKILL. */
  killOne(): Target;
}

/** Chooses a process to kill: first a kind (engine, api, worker, router), then one of those that run. */
export function createFaultInjector(options: FaultInjectorOptions): FaultInjector {
  const engineKills: { name: string; at: number }[] = [];

  function alive(): Target[] {
    const engines = (Object.keys(options.engines.controls) as EngineName[]).flatMap((name): Target[] => {
      const pid = options.engines.controls[name]?.pid();
      const recent = engineKills.filter((kill) => kill.name === name && Date.now() - kill.at < MINUTE_MS);
      return pid === undefined || recent.length >= MOST_PER_MINUTE ? [] : [{ name, kind: 'engine', pid }];
    });
    const processes = options.distributed
      .processes()
      .flatMap(({ name, role, pid }): Target[] => (pid === undefined ? [] : [{ name, kind: role, pid }]));
    return [...engines, ...processes];
  }

  return {
    killOne() {
      const candidates = alive();
      const kinds = [...new Set(candidates.map(({ kind }) => kind))];
      const kind = pick(options.random, kinds);
      const target = pick(
        options.random,
        candidates.filter((one) => one.kind === kind),
      );
      if (kind === 'engine') engineKills.push({ name: target.name, at: Date.now() });
      process.kill(target.pid, 'SIGKILL');
      return target;
    },
  };
}
