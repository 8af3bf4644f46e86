export { ENGINE_NAMES, ENGINE_SETTINGS, type EngineName, type EngineUrls } from './settings.ts';
export { ensureDatabase, hostOf, readVersion, readVersions } from './servers.ts';
