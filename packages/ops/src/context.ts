import type { Command } from 'commander';
import type { LocalMachine } from './doctor/report.ts';
import { type EngineSetting, type EngineUrls, readUrls } from './servers/index.ts';

export interface FoundEngines {
  /** Those that were found or started; the other settings come from the environment. */
  readonly urls: Partial<EngineUrls>;
  /** Ends what was started for the command. */
  stop: () => Promise<void>;
}

/** What surrounds the commands. By itself a command knows its environment only; a development machine adds the rest. */
export interface OpsContext {
  /** Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Finds or starts engines for the settings that a command needs. */
  readonly findEngines?: (needed: readonly EngineSetting[]) => Promise<FoundEngines>;
  /** The doctor's look at the machine it runs on. */
  readonly local?: LocalMachine;
  /** Adds commands. */
  readonly extend?: (program: Command) => void;
}

/** The engines that a command needs. @throws StartError that names the settings that are missing */
export async function connectEngines<S extends EngineSetting>(
  { env = process.env, findEngines }: OpsContext,
  needed: readonly S[],
): Promise<{ urls: Pick<EngineUrls, S>; stop: () => Promise<void> }> {
  const found = await findEngines?.(needed);
  return { urls: readUrls({ ...env, ...found?.urls }, needed), stop: async () => found?.stop() };
}
