import { StartError } from '@quartet/service-kit/start-error';

/** Which way each engine came, as `startEngines` says it. */
type Ways = Readonly<Record<string, 'url' | 'docker' | 'embedded'>>;

export type DemoPolicy = { allowed: true } | { allowed: false; why: string };

/**
 * May demo accounts (whose passwords are published), stock and orders be written? Into engines that the launcher made,
 * yes; into somebody's own only where that is asked for; in production never.
 * @throws StartError where they are asked for in production
 */
export function demoPolicy(options: { how: Ways; asked: boolean; nodeEnv: string | undefined }): DemoPolicy {
  // A misspelt one is refused by every service that reads its settings; nothing is written before.
  if (/^prod/i.test(options.nodeEnv?.trim() ?? '')) {
    if (options.asked) throw new StartError('Demo data is never written in production: leave --demo away, or NODE_ENV');
    return { allowed: false, why: 'NODE_ENV is production' };
  }
  if (options.asked) return { allowed: true };
  const own = Object.entries(options.how).flatMap(([engine, way]) => (way === 'url' ? [engine] : []));
  if (own.length === 0) return { allowed: true };
  return {
    allowed: false,
    why: `${own.join(', ')} ${own.length === 1 ? 'is' : 'are'} your own; --demo writes it all the same`,
  };
}
