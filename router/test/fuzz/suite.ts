import { composeServices } from '@apollo/composition';
import fc from 'fast-check';
import { parse } from 'graphql';
import { createExecutor } from '../../src/executor/create-executor.ts';
import type { Executor } from '../../src/executor/executor.ts';
import { createApolloPlanner } from '../../src/executor/plan/apollo-planner.ts';
import type { Planner } from '../../src/executor/plan/planner.ts';
import { run } from '../execute.ts';
import { log } from '../fake-graph.ts';
import { type Rule, compareAnswers } from './compare.ts';
import { type Generated, generateOperation } from './operations.ts';
import { expectedAnswer } from './oracle.ts';
import { type Ownership, ownershipOf } from './ownership.ts';
import { choicesFrom } from './random.ts';
import { allShared, createRemembering } from './remembering.ts';
import type { Shape } from './shape.ts';
import { type Served, transportsOf } from './subgraphs.ts';
import { type WorldOptions, createWorld } from './world.ts';

/** Compares answers of an executor over composed subgraphs with those of one schema without federation. */
export interface Differential {
  /** Compares one operation in one world. */
  check(one: Case): Promise<string | undefined>;
  /** Compares as many as asked for. What differs is made smaller for `shrinkMs`. */
  run(options: { seed: number; operations: number; shrinkMs?: number }): Promise<Outcome>;
  stop(): Promise<void>;
}

/** Numbers by which an operation and the data are made. */
export interface Case {
  readonly world: number;
  readonly choices: readonly number[];
}

export interface Outcome {
  /** The smallest case that was found to differ, in words. */
  readonly difference: string | undefined;
  readonly compared: number;
  /** Cases whose operation was not valid. */
  readonly invalid: number;
  /** Cases that asked subgraphs for entities, and those with an error in their answer. */
  readonly withEntities: number;
  readonly withErrors: number;
  /** Cases that were answered a second time, in part at least out of the cache. */
  readonly withHits: number;
  readonly rules: Readonly<Partial<Record<Rule, number>>>;
}

export async function openDifferential(
  shape: Shape,
  {
    change = (planner) => planner,
    cached = false,
  }: {
    change?: (planner: Planner) => Planner;
    /** With a cache for everything: each query runs twice, the second time out of the cache. */
    cached?: boolean;
  } = {},
): Promise<Differential> {
  const supergraphSdl = compose(shape);
  const ownership = ownershipOf(shape.sdls);
  const planner = await createApolloPlanner(supergraphSdl);
  const { schema } = planner;
  const context = { schema, ownership, shape };
  const served: Served = { world: createWorld(context, CALM), mutations: [], entities: 0 };
  const transports = transportsOf(shape, { schema, ownership, served });
  const cache = cached ? createRemembering() : undefined;
  const shared = cache && { supergraphSdl: allShared(supergraphSdl), entityCache: cache };
  const options = { supergraphSdl, transports, subgraphTimeoutMs: 60_000, log, planner: change(planner), ...shared };
  const executor = await createExecutor(options);
  const nothing = () => ({
    compared: 0,
    invalid: 0,
    withEntities: 0,
    withErrors: 0,
    withHits: 0,
    rules: {} as Partial<Record<Rule, number>>,
  });
  const counts = nothing();

  async function check({ world, choices }: Case): Promise<string | undefined> {
    const operation = generateOperation(schema, choicesFrom(choices));
    if (!operation) {
      counts.invalid += 1;
      return undefined;
    }
    counts.compared += 1;
    served.world = createWorld(context, weather(world, shape));
    served.mutations = [];
    served.entities = 0;
    cache?.forget();
    const difference = await differenceOf(operation, { executor, served, ownership });
    if (!cache || difference !== undefined || served.mutations.length > 0) return difference;
    const hits = cache.hits();
    const again = await differenceOf(operation, { executor, served, ownership });
    if (cache.hits() > hits) counts.withHits += 1;
    return again === undefined ? undefined : `out of the cache: ${again}`;
  }

  async function differenceOf(
    { query, document, variables }: Generated,
    { executor, served, ownership }: { executor: Executor; served: Served; ownership: Ownership },
  ): Promise<string | undefined> {
    const expected = await expectedAnswer({ schema, ownership, world: served.world }, { document, variables });
    const actual = await run(executor, query, variables);
    const { difference, rules } = compareAnswers(actual, expected, served.mutations);
    if (served.entities > 0) counts.withEntities += 1;
    if (expected.errors.length > 0) counts.withErrors += 1;
    for (const rule of rules) counts.rules[rule] = (counts.rules[rule] ?? 0) + 1;
    if (difference === undefined) return undefined;
    return `${query}\n variables: ${JSON.stringify(variables)}\n world: ${JSON.stringify(served.world.options)}\n ${difference}`;
  }

  return {
    check,
    async run({ seed, operations, shrinkMs = SHRINKING_MS }) {
      Object.assign(counts, nothing());
      const numbers = fc.array(fc.nat(0xffff), { minLength: 20, maxLength: 300, size: 'max' });
      let difference: string | undefined;
      let foundAt = Infinity;
      const property = fc.asyncProperty(fc.nat(0xffff), numbers, async (world, choices) => {
        if (performance.now() - foundAt > shrinkMs) return true;
        const found = await check({ world, choices });
        if (found !== undefined) {
          foundAt = Math.min(foundAt, performance.now());
          difference = found;
        }
        return found === undefined;
      });
      // The last difference that shrinking meets is the smallest.
      await fc.check(property, { seed, numRuns: operations });
      return { difference, ...counts };
    },
    stop: () => executor.stop(),
  };
}

/** A case that differs is made smaller for so long at most. */
const SHRINKING_MS = 15_000;

const CALM: WorldOptions = { seed: 0, errors: 0, nulls: 0, absent: 0, down: undefined };

/** How much goes wrong in a world: nothing in some, a little in most, a whole subgraph in a few. */
function weather(world: number, { mayBeDown = [], withoutErrors = false }: Shape): WorldOptions {
  const seed = world >> 3;
  if (withoutErrors) return { ...CALM, seed, nulls: (world % 4) * 50 };
  switch (world % 8) {
    case 0:
      return { ...CALM, seed };
    case 1:
      return { ...CALM, seed, nulls: 150 };
    case 2:
      return { ...CALM, seed, errors: 150 };
    case 3:
      return { ...CALM, seed, absent: 500 };
    case 4:
      return { ...CALM, seed, errors: 20, down: mayBeDown[seed % mayBeDown.length] };
    default:
      return { ...CALM, seed, nulls: 40, errors: 30, absent: 200 };
  }
}

function compose({ sdls }: Shape): string {
  const services = Object.entries(sdls).map(([name, sdl]) => ({
    name,
    url: `http://${name}.example`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}
