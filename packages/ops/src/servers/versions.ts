import { StartError } from '@quartet/service-kit/start-error';

/** The oldest servers that have what this code asks of them. */
const OLDEST = {
  PostgreSQL: '14.0',
  MongoDB: '4.4',
  Redis: '6.2',
  Elasticsearch: '7.17',
  OpenSearch: '2.0',
} as const;

/** 'PostgreSQL 18.4' for a server that is new enough; else StartError, to be read after the server's address. */
export function requireVersion(title: keyof typeof OLDEST, version: string | undefined): string {
  const oldest = OLDEST[title];
  if (version !== undefined && numberOf(version) >= numberOf(oldest)) return `${title} ${version}`;
  throw new StartError(
    `is ${title} ${version ?? 'of an unknown version'}, and ${oldest.replace(/\.0$/, '')} or newer is needed: give the URL of a newer server`,
  );
}

/** Of a version's first two parts: 6.2 gives 6002. Beta versions such as 18beta1 have one part. */
function numberOf(version: string): number {
  const [, major = '0', minor = '0'] = /^(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return Number(major) * 1000 + Number(minor);
}
