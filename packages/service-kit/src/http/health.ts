import { withDeadline } from '../process/deadline.ts';

/** @throws where the dependency does not answer */
export type HealthCheck = () => Promise<void>;
export type HealthChecks = Record<string, HealthCheck>;

export interface DependencyState {
  ok: boolean;
  latencyMs: number;
  error?: string;
}

export interface Readiness {
  ready: boolean;
  dependencies: Record<string, DependencyState>;
}

const CHECK_DEADLINE_MS = 1_000;

/** Asks every dependency at once; one that has not answered after a second counts as down. */
export async function checkReadiness(checks: HealthChecks): Promise<Readiness> {
  const states = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
  );
  return { ready: states.every(([, state]) => state.ok), dependencies: Object.fromEntries(states) };
}

async function stateOf(check: HealthCheck): Promise<DependencyState> {
  const started = performance.now();
  const took = (): number => Math.round((performance.now() - started) * 10) / 10;
  try {
    const outcome = await withDeadline(check, { ms: CHECK_DEADLINE_MS, late: () => 'late' as const });
    return outcome === 'late' ? { ok: false, latencyMs: took(), error: 'no answer' } : { ok: true, latencyMs: took() };
  } catch {
    // The check logs its own reason; hosts and ports must not reach the client.
    return { ok: false, latencyMs: took(), error: 'unavailable' };
  }
}
