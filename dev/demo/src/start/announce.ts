import type { Engines } from '@quartet/engines';
import { readRouterEnv } from '@quartet/router';
import { demoLogins } from '../index.ts';
import { operatorAccess } from '@quartet/service-kit';
import type { RunningShop } from '@quartet/launcher';
import { describeProcesses } from './describe-processes.ts';

/** "PostgreSQL 18.4 (embedded), …" */
export function describeEngines({ versions, how }: Pick<Engines, 'versions' | 'how'>): string {
  const names = Object.keys(versions) as (keyof Engines['versions'])[];
  return names.map((name) => `${versions[name]} (${how[name]})`).join(', ');
}

/** What is where, one line each: only addresses that are served, and log-ins only where they were made. */
export function announceShop(options: {
  shop: Pick<RunningShop, 'url' | 'distributed'>;
  urls: Readonly<Record<string, string>>;
  env: Readonly<Record<string, string | undefined>>;
  /** The demo data is there. */
  demo: boolean;
}): string[] {
  const { url } = options.shop;
  const { origin } = new URL(url);
  const settings = readRouterEnv(options.env);
  const metrics = operatorAccess(settings) === 'closed' ? '' : `  ${origin}/metrics`;
  const pages = settings.LANDING_PAGE
    ? [`GraphQL and Apollo Sandbox  ${url}`, `GraphiQL, offline           ${origin}/graphiql`]
    : [`GraphQL                     ${url}`];
  const logIns = ['', 'Demo log-ins (mutation login, then the header Authorization: Bearer …)'].concat(
    demoLogins.map(({ role, email, password }) => `  ${role.padEnd(16)}${email.padEnd(34)}${password}`),
  );
  return [
    '',
    ...pages,
    `Health                      ${origin}/health  ${origin}/ready${metrics}`,
    ...describeProcesses(options.shop),
    ...Object.entries(options.urls).map(([name, address]) => `${name.padEnd(28)}${address}`),
    ...(options.demo ? logIns : []),
  ];
}
