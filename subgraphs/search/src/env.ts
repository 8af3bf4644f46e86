import { parseEnv } from '@quartet/service-kit';
import { z } from 'zod';

const schema = z.object({
  ELASTICSEARCH_URL: z.url({ error: 'must be the URL of Elasticsearch or OpenSearch, such as http://127.0.0.1:9200' }),
  SEARCH_INDEX_PREFIX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,60}$/, 'must be lower case letters, digits, _ and -, such as quartet')
    .default('quartet'),
  REDIS_URL: z.url({ error: 'must be the URL of Redis, such as redis://127.0.0.1:6379' }),
  /** The Redis of the router's entity cache. Default: REDIS_URL. */
  REDIS_CACHE_URL: z.url({ error: 'must be the URL of Redis, such as redis://127.0.0.1:6379' }).optional(),
});

export type SearchEnv = z.output<typeof schema>;

/** @throws StartError with one line for each setting that is missing or wrong */
export function readSearchEnv(env: Record<string, string | undefined>): SearchEnv {
  return parseEnv(schema, env);
}
