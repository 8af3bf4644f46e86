import type { EngineName, EngineUrls, EngineWay } from '@quartet/ops/servers';

export { ENGINE_NAMES, type EngineName, type EngineUrls, type EngineWay } from '@quartet/ops/servers';

/** Stops, kills and starts one engine, for tests of what happens without it. */
export interface EngineControl {
  /** Orderly, as at the end of a run. */
  stop(): Promise<void>;
  /** As a crash: SIGKILL. */
  kill(): Promise<void>;
  /** Again, on the same port and the same data. Does nothing while it runs. */
  start(): Promise<void>;
  /** Of the server; undefined while it does not run, and for a container. */
  pid(): number | undefined;
}

export interface Engines {
  urls: EngineUrls;
  how: Record<EngineName, EngineWay>;
  /** Engines in Docker, and embedded ones that this process owns; empty where another process runs them. */
  controls: Partial<Record<EngineName, EngineControl>>;
  /** What each server says about itself, such as 'PostgreSQL 18.4'. */
  versions: Record<EngineName, string>;
  /** The process that runs the embedded engines where it is not this one. */
  runBy?: number;
  /** Ends the embedded engines that this process owns; containers and engines given by URL go on. */
  stop(): Promise<void>;
}

/** What one engine's file gives to the launcher. */
export interface EmbeddedEngine extends EngineControl {
  /** The server's URL without a database. */
  url: string;
}

export interface EmbeddedOptions {
  /** The data directory of all engines; each makes its own folder in it. */
  dir: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
  /** Data need not outlive the machine's power: faster, for tests. A killed process still loses nothing. */
  throwaway: boolean;
  /** Ends engines while they start. */
  signal?: AbortSignal;
  /** An engine that keeps ending was given up; the line says which one and why. */
  onDied?: (line: string) => void;
}
