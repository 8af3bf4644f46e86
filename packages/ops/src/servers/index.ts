export { ensureDatabases, hostOf, readVersion, readVersions } from './servers.ts';
export {
  ALL_SETTINGS,
  ENGINE_NAMES,
  ENGINE_SETTINGS,
  type EngineName,
  type EngineSetting,
  type EngineUrls,
  readGivenUrls,
  readUrls,
} from './settings.ts';
export { askServer, type EngineWay, serverSettings, type ServerSetting, type ServerState } from './state.ts';
