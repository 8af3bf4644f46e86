import { AWAY, NOT_BEGUN } from '../../transport/transport.ts';
import type { ExecutionResult } from 'graphql';
import type { CachedRoot } from '../../entity-cache/cached-root.ts';
import type { CachedFetch } from '../../entity-cache/fetch-cache.ts';
import { takeAnswer } from '../answer-budget.ts';
import { type Execution, type Reached, ask, isOver, variablesFor } from './execution.ts';
import { rootErrors } from './fetch-errors.ts';
import { merge } from './merge.ts';
import { type PlacePath, isObject, objectsAt, placesAt } from './places.ts';
import type { FetchNode } from '../plan/planner.ts';
import { compileRewrites } from './rewrites.ts';
import type { TypeNames } from './type-names.ts';

/** A fetch of root fields, into the answer itself or into objects of a root type within it. */
export function compileRootFetch(
  node: FetchNode,
  {
    path,
    fields,
    reached,
    types,
    cached,
  }: {
    path: PlacePath;
    fields: readonly string[];
    reached: Reached;
    types: TypeNames;
    cached: CachedFetch | undefined;
  },
): (execution: Execution) => Promise<void> {
  const isMutation = node.operationKind === 'mutation';
  const call = { operation: node.operation, operationName: node.operationName, isMutation };
  const rewrite = compileRewrites(node.outputRewrites, types);
  const throughCache = cached?.root;

  async function askThroughCache(
    execution: Execution,
    answer: CachedRoot,
    variables: Record<string, unknown>,
  ): Promise<ExecutionResult> {
    const { result, maxAge } = await answer({
      audience: execution.request.viewer.kind,
      variables,
      signal: execution.budget.signal,
      ask: () => ask(execution, { reached, call: { ...call, cacheTags: true }, variables }),
      isWhole: (data) => hasAll(data, fields),
    });
    execution.maxAge = Math.min(execution.maxAge, maxAge);
    return result;
  }

  return async (execution) => {
    const { budget, request } = execution;
    if (isOver(execution)) return;
    const targets = path.length === 0 ? [execution.data] : [...objectsAt(execution.data, path).keys()];
    if (targets.length === 0) return;
    const variables = variablesFor(node.variableUsages, request.variables);
    // A mutation that has not begun does not begin for a client that has gone.
    const result =
      isMutation && request.signal.aborted
        ? GONE
        : throughCache && execution.usesCache
          ? await askThroughCache(execution, throughCache, variables)
          : await ask(execution, { reached, call, variables });
    const { data } = result;
    if (!(await takeAnswer(data, { budget }))) return;
    const errors = result.errors ?? [];
    const told = errors.length === 0 && !hasAll(data, fields) ? [AWAY_ERROR] : errors;
    if (told.length > 0) {
      const places = path.length === 0 ? [[]] : placesAt(execution.data, path).map((place) => place.path);
      execution.errors.push(...rootErrors(told, { data, fields, places }));
    }
    if (!isObject(data)) return;
    rewrite?.(data);
    for (const target of targets) merge(target, data, types.isObjectType);
  };
}

const AWAY_ERROR = { message: AWAY.message, path: undefined, extensions: { code: AWAY.code } };
const GONE = {
  data: null,
  errors: [{ message: NOT_BEGUN, path: undefined, extensions: { code: 'TIMEOUT' } }],
};

/** A field that a subgraph left out is missing without a word. */
function hasAll(data: unknown, fields: readonly string[]): boolean {
  return isObject(data) && fields.every((field) => data[field] !== undefined);
}
