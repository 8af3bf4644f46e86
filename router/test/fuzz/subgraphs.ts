import { setImmediate as nextTurn } from 'node:timers/promises';
import { type SubgraphRequest, createSubgraph } from '@quartet/service-kit';
import {
  type ExecutionResult,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  isObjectType,
  parse,
} from 'graphql';
import type { Transport } from '../../src/transport/transport.ts';
import { log } from '../fake-graph.ts';
import type { Ownership } from './ownership.ts';
import { hashOf } from './random.ts';
import type { Shape } from './shape.ts';
import { type Thing, type World, kindOf } from './world.ts';

/** The world that the subgraphs serve now, and which mutations they ran. */
export interface Served {
  world: World;
  mutations: string[];
  /** Entities that were asked for. */
  entities: number;
}

interface Reference extends Thing {
  readonly representation?: Record<string, unknown>;
}

/** Subgraphs that answer out of one world, each what its SDL says. */
export function transportsOf(
  { sdls }: Shape,
  { schema, ownership, served }: { schema: GraphQLSchema; ownership: Ownership; served: Served },
): Record<string, Transport> {
  return Object.fromEntries(
    Object.entries(sdls).map(([name, sdl]) => {
      const resolvers = resolversOf(name, sdl, { schema, ownership, served });
      const subgraph = createSubgraph({ name, typeDefs: sdl, resolvers, createContext: () => ({}), log });
      const execute = async (request: SubgraphRequest): Promise<ExecutionResult> => {
        const { seed, down } = served.world.options;
        for (let turns = hashOf(seed, name, request.query) % 3; turns > 0; turns -= 1) await nextTurn();
        if (down === name) throw new Error('away');
        return JSON.parse(JSON.stringify(await subgraph.execute(request))) as ExecutionResult;
      };
      return [name, { execute }];
    }),
  );
}

function resolversOf(
  subgraph: string,
  sdl: string,
  { schema, ownership, served }: { schema: GraphQLSchema; ownership: Ownership; served: Served },
): object {
  const resolvers: Record<string, Record<string, unknown>> = {};
  for (const node of parse(sdl, { noLocation: true }).definitions) {
    if (node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.UNION_TYPE_DEFINITION)
      resolvers[node.name.value] = { __resolveType: ({ type }: Thing) => type };
    const isInterface = node.kind === Kind.INTERFACE_TYPE_DEFINITION;
    if (!isInterface && node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) continue;
    const type = node.name.value;
    const fields = (resolvers[type] ??= {});
    if (!isInterface) for (const { name } of node.fields ?? []) fields[name.value] = resolverOf(type, name.value);
    if (ownership.isEntity(type) && node.directives?.some(({ name }) => name.value === 'key'))
      fields.__resolveReference = (ref: Record<string, unknown>) => entityOf(type, ref);
  }

  function resolverOf(type: string, name: string) {
    const parent = schema.getType(type);
    const known = isObjectType(parent) ? parent.getFields()[name] : undefined;
    return (source: Reference | undefined, args: Record<string, unknown>, _: unknown, info: GraphQLResolveInfo) => {
      const root = source && 'type' in source ? source : undefined;
      const thing = root ?? { type, id: '' };
      const asked = { name, type: known?.type ?? info.returnType, args };
      if (type === 'Mutation') served.mutations.push(`${name} ${JSON.stringify(args)}`);
      const set = ownership.requirement(type, name);
      const required = set && JSON.stringify(pick(root?.representation ?? {}, set));
      return served.world.value(thing, asked, required);
    };
  }

  function entityOf(type: string, representation: Record<string, unknown>): Reference | null {
    const key = Object.keys(representation).filter((name) => ownership.isKeyField(type, name));
    const numbers = key.map((name) => numberIn(representation[name])).filter((number) => number !== undefined);
    const [id] = numbers;
    if (id === undefined) throw new Error(`a representation without a key: ${JSON.stringify(representation)}`);
    if (numbers.some((number) => number !== id)) throw new Error(`keys of two: ${JSON.stringify(representation)}`);
    served.entities += 1;
    const thing = { type: kindOf(ownership.kindsOf(type) ?? [type], id), id, representation };
    return served.world.isAbsent(subgraph, thing) ? null : thing;
  }

  return resolvers;
}

function numberIn(value: unknown): number | undefined {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([name, one]) => (name === '__typename' ? [] : [numberIn(one)]))[0];
  const digits = /\d+$/.exec(String(value))?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function pick(given: Record<string, unknown>, { selections }: SelectionSetNode): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const selection of selections) {
    if (selection.kind !== Kind.FIELD) continue;
    const name = selection.name.value;
    picked[name] = pickIn(given[name], selection.selectionSet);
  }
  return picked;
}

function pickIn(value: unknown, set: SelectionSetNode | undefined): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => pickIn(one, set));
  return set && typeof value === 'object' && value !== null ? pick(value as Record<string, unknown>, set) : value;
}
