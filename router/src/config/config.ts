import { readFileSync } from 'node:fs';
import { StartError, messageOf, wrongSettings } from '@quartet/service-kit';
import { parse } from 'yaml';
import { z } from 'zod';
import { limitSettings, requestSettings } from '../limits.ts';
import { whyNotForwarded } from '../transport/forwarded-headers.ts';

/** An object that names the keys it has, where it is given another one. */
function objectOf<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `has no ${issue.keys.map((key) => `"${key}"`).join(', ')}; what it has is ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:4001/graphql' });

const headerNames = z
  .array(z.string().transform((name) => name.trim().toLowerCase()))
  .max(100)
  .superRefine((names, context) => {
    for (const name of names) {
      const message = whyNotForwarded(name);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    }
  });

const subgraph = objectOf({
  /** Where it answers GraphQL; several are replicas. Default: the URL in the supergraph. */
  url: z
    .union([httpUrl, z.array(httpUrl).min(1)], {
      error: 'must be a URL such as http://127.0.0.1:4001/graphql, or a list',
    })
    .transform((given) => [given].flat())
    .optional(),
  /** Headers of the client that it gets. */
  forward: headerNames.default([]),
  /** Whether it is one of ours: it gets the signed viewer. */
  viewer: z.boolean().default(false),
  /** How long one fetch from it may take. Default: limits.subgraphMs. */
  timeoutMs: z.int().min(50).max(120_000).optional(),
  /** Whether fetches of entities that are ready at the same time reach it in one request. */
  mergeFetches: z.boolean().default(true),
});

/** How a client shows who it is. */
const tokens = objectOf({
  /** The JWKS: a URL, or a file, from the configuration's folder. It is read again each minute. */
  keys: z.string().min(1),
  issuer: z.string().min(1).optional(),
  audience: z.string().min(1).optional(),
});

const { shape: answers } = limitSettings;
const { shape: requests } = requestSettings;

/** As the settings of the same meaning, which they precede. */
const limits = objectOf({
  queryCost: answers.MAX_QUERY_COST.removeDefault().optional(),
  queryFields: answers.MAX_QUERY_FIELDS.removeDefault().optional(),
  queryDepth: requests.MAX_QUERY_DEPTH.removeDefault().optional(),
  queryTokens: requests.MAX_QUERY_TOKENS.removeDefault().optional(),
  listInput: answers.MAX_LIST_INPUT.removeDefault().optional(),
  answerValues: answers.MAX_ANSWER_VALUES.removeDefault().optional(),
  answerBytes: answers.MAX_ANSWER_BYTES.removeDefault().optional(),
  fetchEntities: answers.MAX_FETCH_ENTITIES.removeDefault().optional(),
  bodyBytes: requests.MAX_BODY_BYTES.removeDefault().optional(),
  requestMs: requests.REQUEST_TIMEOUT_MS.removeDefault().optional(),
  subgraphMs: requests.SUBGRAPH_TIMEOUT_MS.removeDefault().optional(),
  subgraphCalls: requests.SUBGRAPH_MAX_CALLS.removeDefault().optional(),
  subgraphWaiting: requests.SUBGRAPH_MAX_WAITING.removeDefault().optional(),
  eventLoopLagMs: requests.MAX_EVENT_LOOP_LAG_MS.removeDefault().optional(),
});

const SETTING_OF = {
  queryCost: 'MAX_QUERY_COST',
  queryFields: 'MAX_QUERY_FIELDS',
  queryDepth: 'MAX_QUERY_DEPTH',
  queryTokens: 'MAX_QUERY_TOKENS',
  listInput: 'MAX_LIST_INPUT',
  answerValues: 'MAX_ANSWER_VALUES',
  answerBytes: 'MAX_ANSWER_BYTES',
  fetchEntities: 'MAX_FETCH_ENTITIES',
  bodyBytes: 'MAX_BODY_BYTES',
  requestMs: 'REQUEST_TIMEOUT_MS',
  subgraphMs: 'SUBGRAPH_TIMEOUT_MS',
  subgraphCalls: 'SUBGRAPH_MAX_CALLS',
  subgraphWaiting: 'SUBGRAPH_MAX_WAITING',
  eventLoopLagMs: 'MAX_EVENT_LOOP_LAG_MS',
} as const satisfies Record<keyof z.output<typeof limits>, string>;

const config = objectOf({
  /** By their names in the supergraph. Those that are not named have the defaults. */
  subgraphs: z.record(z.string(), subgraph).default({}),
  /** Without it no token is read, and everybody is anonymous. */
  tokens: tokens.optional(),
  limits: limits.default({}),
});

/** What a supergraph needs said beside itself: docs/your-own-supergraph.md. */
export type GraphConfig = z.output<typeof config>;
export type SubgraphConfig = z.output<typeof subgraph>;

/** @throws StartError with one readable line per fault */
export function readConfig(file: string | undefined): GraphConfig {
  return file === undefined ? parseConfig({}, 'the configuration') : parseConfig(readYaml(file), file);
}

/** JSON is YAML. */
function readYaml(file: string): unknown {
  try {
    // An empty file says nothing, and so does one of comments.
    return parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 }) ?? {};
  } catch (cause) {
    throw new StartError(`The configuration ${file} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** @throws where the form is wrong */
export const parseSubgraph = (given: unknown): SubgraphConfig => subgraph.parse(given);

function parseConfig(given: unknown, name: string): GraphConfig {
  const result = config.safeParse(given);
  if (result.success) return result.data;
  throw wrongSettings(
    result.error.issues.map(
      ({ path, message }) => `${name}: ${path.length > 0 ? `${path.map(String).join('.')} ` : ''}${message}`,
    ),
  );
}

/** The limits under the names of the settings, as the environment would give them. */
export function limitsAsSettings(given: GraphConfig['limits']): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) settings[SETTING_OF[name as keyof typeof SETTING_OF]] = String(value);
  return settings;
}
