import { AppError } from '@quartet/service-kit';
import {
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  execute,
} from 'graphql';
import type { Ownership } from './ownership.ts';
import type { Thing, World } from './world.ts';

type Path = readonly (string | number)[];

/** What one schema without federation answers. */
export interface Expected {
  readonly data: unknown;
  /** Paths and codes. */
  readonly errors: readonly { readonly path: Path; readonly code: unknown }[];
  /** Where a requirement failed that the client need not have asked for. */
  readonly requirements: readonly Path[];
  readonly mutations: readonly string[];
}

/** Ends a field without an error that a client sees: its entity does not exist in the subgraph that serves it. */
class Absent extends Error {}

export async function expectedAnswer(
  { schema, ownership, world }: { schema: GraphQLSchema; ownership: Ownership; world: World },
  { document, variables }: { document: DocumentNode; variables: Readonly<Record<string, unknown>> },
): Promise<Expected> {
  const requirements: Path[] = [];
  const mutations: string[] = [];
  const { down } = world.options;

  const isDown = (type: string, field: string) => {
    const owners = ownership.owners(type, field);
    return down !== undefined && owners.length > 0 && owners.every((owner) => owner === down);
  };

  const fieldResolver: GraphQLFieldResolver<Thing | undefined, unknown> = (
    source,
    args: Record<string, unknown>,
    _,
    info,
  ) => {
    const type = info.parentType.name;
    const name = info.fieldName;
    const thing = source ?? { type, id: '' };
    if (isDown(type, name)) throw new AppError('SERVICE_UNAVAILABLE', 'Away');
    if (type === 'Mutation') mutations.push(`${name} ${JSON.stringify(args)}`);
    const owners = ownership.owners(type, name);
    if (owners.length > 0 && owners.every((owner) => world.isAbsent(owner, thing))) throw new Absent();
    return world.value(thing, { name, type: info.returnType, args }, requiredBy(thing, info));
  };

  function requiredBy(thing: Thing, info: GraphQLResolveInfo): string | undefined {
    const set = ownership.requirement(thing.type, info.fieldName);
    if (!set) return undefined;
    const found = world.required(thing, set, (path) => requirements.push([...pathOf(info.path.prev), ...path]));
    if (Object.keys(found).some((name) => isDown(thing.type, name))) throw new AppError('SERVICE_UNAVAILABLE', 'Away');
    return JSON.stringify(found);
  }

  const answer = await execute({
    schema,
    document,
    variableValues: { ...variables },
    fieldResolver,
    typeResolver: ({ type }: Thing) => type,
  });
  return { ...plain(answer), requirements, mutations };
}

function plain(answer: ExecutionResult): Pick<Expected, 'data' | 'errors'> {
  const errors = (answer.errors ?? []).flatMap(({ path = [], originalError }) =>
    originalError instanceof Absent
      ? []
      : [{ path, code: originalError instanceof AppError ? originalError.code : undefined }],
  );
  return { data: JSON.parse(JSON.stringify(answer.data ?? null)) as unknown, errors };
}

function pathOf(path: GraphQLResolveInfo['path'] | undefined): Path {
  return path ? [...pathOf(path.prev), path.key] : [];
}
