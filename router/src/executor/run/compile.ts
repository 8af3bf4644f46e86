import { type SelectionSetNode, parse } from 'graphql';
import type { FetchCache } from '../../entity-cache/fetch-cache.ts';
import type { FetchNode, PlanNode } from '../plan/planner.ts';
import { entityFields, rootFields, selectedAt } from '../selections.ts';
import { compileEntityFetch } from './entity-fetch.ts';
import { entityPartOf } from './entity-part.ts';
import type { Execution, Reached } from './execution.ts';
import type { PlacePath } from './places.ts';
import { renamedFields } from './rewrites.ts';
import { compileRootFetch } from './root-fetch.ts';
import type { TypeNames } from './type-names.ts';
import { eachMutation } from './mutation-fields.ts';

/** A part of a plan, ready to run. Never rejects: what fails is an error of the execution. */
export type Step = (execution: Execution) => Promise<void>;

export interface CompileOptions {
  readonly subgraphs: ReadonlyMap<string, Reached>;
  readonly types: TypeNames;
  /** What may be shared between viewers; undefined: nothing. */
  readonly fetchCache: FetchCache | undefined;
  /** The operation that was planned, without named fragments. */
  readonly selectionSet: SelectionSetNode;
}

export interface CompiledPlan {
  readonly fetch: Step;
  /** For how many seconds all that it fetches may be shared between viewers. */
  readonly maxAge: number;
}

/** @throws where the plan has a part of a kind that is not known here */
export function compilePlan(plan: PlanNode, options: CompileOptions): CompiledPlan {
  const ages: number[] = [];
  const fetch = compileNode(plan, { ...options, together: askedTwice(plan), ages }, []);
  return { fetch, maxAge: ages.length > 0 ? Math.min(...ages) : 0 };
}

interface Compiling extends CompileOptions {
  /** Subgraphs that are asked for entities more than once: those fetches may travel together. */
  readonly together: ReadonlySet<string>;
  /** Of each fetch, for how many seconds its answer may be shared. */
  readonly ages: number[];
}

function compileNode(node: PlanNode, options: Compiling, path: PlacePath): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((one) => compileNode(one, options, path)));
    case 'Parallel': {
      const steps = node.nodes.map((one) => compileNode(one, options, path));
      return async (execution) => {
        await Promise.all(steps.map((step) => step(execution)));
      };
    }
    case 'Flatten':
      return compileNode(node.node, options, [...path, ...node.path.map(String)]);
    case 'Fetch':
      return compileFetch(node, options, path);
    default:
      throw new Error(`a plan has a node of the kind ${(node as { kind: string }).kind}`);
  }
}

function inSequence(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only && steps.length === 1) return only;
  return async (execution) => {
    for (const step of steps) await step(execution);
  };
}

function askedTwice(plan: PlanNode): Set<string> {
  const once = new Set<string>();
  const twice = new Set<string>();
  const open = [plan];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'Flatten') open.push(node.node);
    else if (node.kind === 'Fetch') {
      if (node.requires) (once.has(node.serviceName) ? twice : once).add(node.serviceName);
    } else if (node.kind === 'Sequence' || node.kind === 'Parallel') open.push(...node.nodes);
  }
  return twice;
}

function compileFetch(node: FetchNode, options: Compiling, path: PlacePath): Step {
  const { types } = options;
  const reached = options.subgraphs.get(node.serviceName);
  if (!reached) throw new Error(`a plan asks the subgraph ${node.serviceName}, which has no transport`);
  const fetched = parse(node.operation);
  const cached = options.fetchCache?.compile({
    subgraph: node.serviceName,
    document: fetched,
    text: node.operation,
  });
  options.ages.push(cached?.maxAge ?? 0);
  if (!node.requires) {
    return inSequence(
      eachMutation(node, fetched).map(({ node: one, document }) =>
        compileRootFetch(one, { path, fields: rootFields(document), reached, types, cached }),
      ),
    );
  }

  const part = options.together.has(node.serviceName) ? entityPartOf(fetched, node.operation) : undefined;
  const renamed = renamedFields(node.outputRewrites);
  const known = new Map<string, readonly string[]>();
  let asked: ReadonlySet<string> | undefined;
  // Worked out after a failure only: a document takes a hundred times as much memory as its text. Fields that only the
  // planner asked for (keys) are no loss of the client's.
  const lostFields = (typename: string): readonly string[] => {
    asked ??= selectedAt({ definitions: [] }, options, path);
    const fields =
      known.get(typename) ??
      entityFields(parse(node.operation, { noLocation: true }), typename)
        .map((name) => renamed.get(name) ?? name)
        .filter((name) => asked?.has(name));
    known.set(typename, fields);
    return fields;
  };
  return compileEntityFetch(node, { path, part, lostFields, reached, types, cached });
}
