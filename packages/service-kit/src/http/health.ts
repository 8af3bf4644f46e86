/** Throws where the dependency does not answer. */
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
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), CHECK_DEADLINE_MS);
  });
  try {
    const outcome = await Promise.race([check(), deadline]);
    return outcome === 'late' ? { ok: false, latencyMs: took(), error: 'no answer' } : { ok: true, latencyMs: took() };
  } catch {
    // The reason is in the log of whoever made the check; hosts and ports are nobody else's business.
    return { ok: false, latencyMs: took(), error: 'unavailable' };
  } finally {
    clearTimeout(timer);
  }
}
