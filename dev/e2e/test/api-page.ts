import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '@quartet/service-kit';
import { connect, type Client } from '../src/index.ts';

const PAGE = new URL('../../../docs/api.md', import.meta.url);

/** What docs/api.md says to do, in its order. */
type Step =
  | { kind: 'ask'; operation: string; query: string; variables: string; answers: string | null }
  | { kind: 'open'; address: string };

/** An answer that is awaited, an address to open, a query (or the name of an earlier one), or variables. */
const PART =
  /^Answers `(?<answers>\w+)`|^Open `(?<address>\{\{.+?\}\})` and approve|^```graphql ?(?<named>\w*)\n(?<query>[^]*?)\n```|^```json\n(?<variables>[^]*?)\n```/gm;

function readPage(page = readFileSync(PAGE, 'utf8')): Step[] {
  const steps: Step[] = [];
  const queries = new Map<string, string>();
  let current: string | null = null;
  let answers: string | null = null;
  const ask = (variables: string): void => {
    const query = queries.get(current ?? '');
    if (current === null || query === undefined) throw new Error('docs/api.md has variables without a query');
    steps.push({ kind: 'ask', operation: current, query, variables, answers });
    answers = null;
  };
  const parts = [...page.matchAll(PART)].map(({ groups = {} }) => groups);
  for (const [at, part] of parts.entries()) {
    if (part['answers'] !== undefined) answers = part['answers'];
    if (part['address'] !== undefined) steps.push({ kind: 'open', address: part['address'] });
    if (part['query'] !== undefined) {
      current = part['named'] || (/(?:query|mutation) (\w+)/.exec(part['query'])?.[1] ?? null);
      if (current !== null && !part['named']) queries.set(current, part['query']);
      if (parts[at + 1]?.['variables'] === undefined) ask('{}');
    }
    if (part['variables'] !== undefined) ask(part['variables']);
  }
  return steps;
}

/** What one query was answered with. */
export interface Asked {
  operation: string;
  /** What the page says, and what the shop answered: a `__typename`, or a status. */
  expected: string | null;
  answered: string | undefined;
  errors: readonly unknown[];
}

/** Does it all at the shop, until an answer is not what the page says. `open` is what a customer does with an approval's address. */
export async function followPage(
  url: string,
  { demo, open }: { demo: { email: string; password: string }; open: (address: string) => Promise<void> },
): Promise<Asked[]> {
  const known: Record<string, unknown> = { 'demo email': demo.email, 'demo password': demo.password };
  const asked: Asked[] = [];
  for (const step of readPage()) {
    if (step.kind === 'open') {
      await open(String(filled(step.address, known)));
      continue;
    }
    const token = known['LogIn'] === undefined ? undefined : filled('{{LogIn.login.accessToken}}', known);
    const client = connect(url, typeof token === 'string' ? token : undefined);
    const variables = filled(JSON.parse(step.variables), known) as Record<string, unknown>;
    const { data, errors } = await persist(client, step.query, variables);
    known[step.operation] = data;
    const [field] = Object.values(data ?? {}) as ({ __typename?: string; status?: string } | null)[];
    const answered = field?.__typename ?? field?.status;
    asked.push({ operation: step.operation, expected: step.answers, answered, errors });
    // What comes behind an answer that the page does not expect says nothing.
    if (errors.length > 0 || (step.answers !== null && step.answers !== answered)) break;
  }
  return asked;
}

/** Asks again where the shop says so, for a while. */
async function persist(client: Client, query: string, variables: Record<string, unknown>, attempts = 100) {
  const answer = await client.ask<Record<string, unknown>>(query, variables);
  const isBusy = answer.errors.some(({ extensions }) => extensions?.code === 'SERVICE_UNAVAILABLE');
  if (!isBusy || attempts <= 1) return answer;
  await pause(100);
  return persist(client, query, variables, attempts - 1);
}

/** The value with each `{{place}}` replaced by what an earlier answer has there. */
function filled(value: unknown, known: Record<string, unknown>): unknown {
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return value.map((one) => filled(one, known));
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, known)]));
  }
  const place = typeof value === 'string' ? /^\{\{(.+)\}\}$/.exec(value)?.[1] : undefined;
  if (place === undefined) return value;
  if (place.startsWith('key ')) return (known[place] ??= newId());
  const found = place in known ? known[place] : place.split('.').reduce<unknown>(partOf, known);
  if (found === undefined || found === null) throw new Error(`docs/api.md: there is no ${place}`);
  return found;
}

const partOf = (whole: unknown, name: string): unknown => (whole as Record<string, unknown> | null | undefined)?.[name];
