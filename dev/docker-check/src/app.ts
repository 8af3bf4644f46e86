import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

type Settings = Record<string, string>;

/** A service of docker/app.yml, as far as the check needs it. */
export interface AppService {
  environment: Record<string, string | null>;
  build: { target: string; args?: Settings };
  command?: string[];
}

export function readApp(): Record<string, AppService> {
  const text = readFileSync(`${REPOSITORY}/docker/app.yml`, 'utf8');
  return (parse(text, { merge: true }) as { services: Record<string, AppService> }).services;
}

/**
 * What compose would hand to a service: a name without a value, or with a variable, comes from `given`. Another service's
 * host is this machine.
 */
export function settingsOf(service: AppService, given: Settings, ports: Readonly<Record<string, number>>): Settings {
  const settings = Object.entries(service.environment).flatMap(([name, value]): [string, string][] => {
    if (value === null || value.startsWith('${')) return given[name] === undefined ? [] : [[name, given[name]]];
    return [[name, value.replace(/^http:\/\/(\w+):\d+$/, (_, host: string) => `http://127.0.0.1:${ports[host]}`)]];
  });
  return Object.fromEntries(settings);
}
