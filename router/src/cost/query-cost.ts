import { fragmentAt, fragmentsOf } from '@quartet/service-kit';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getNamedType,
  isInterfaceType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import type { CostModel } from './cost-model.ts';
import { type LongList, type Variables, createInputCost } from './input-cost.ts';
import { lengthOf, listDepth } from './list-length.ts';

/** Costs add up to this at most: whatever is multiplied, it stays an exact number. */
const MAX_COST = Number.MAX_SAFE_INTEGER;

/** What reaching one more subgraph adds to the size of a plan, in fields. */
const FIELDS_OF_A_FETCH = 10;

export interface QueryCost {
  /**
   * 1 for each value that the answer may hold, plus the weights of the schema, with the lengths of all lists around
   * multiplied. Never less than what the answer holds where no list is longer than the schema says.
   */
  readonly cost: number;
  /** What the planner has to plan: fields once all fragments are expanded, and ten for each change of subgraph. */
  readonly planSize: number;
  readonly tooLong: LongList | undefined;
}

interface Measured {
  readonly cost: number;
  readonly planSize: number;
}

/** The lists of a connection that the field around it sizes. */
interface Sized {
  readonly fields: readonly string[];
  readonly length: number;
}

/** Where a selection stands: its type, the subgraphs that could go on resolving there, and the size of its lists. */
interface Place {
  readonly type: GraphQLNamedType;
  readonly subgraphs: number;
  readonly sized?: Sized | undefined;
}

const NOTHING: Measured = { cost: 0, planSize: 0 };

/**
 * Measures a valid operation before it runs. Takes time in proportion to the document, not to what it expands to: each
 * selection set is measured once for each place where it can stand.
 */
export function measureQuery(options: {
  schema: GraphQLSchema;
  model: CostModel;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Variables;
  maxListLength: number;
  /** What a value of introspection costs. Default: 1. */
  introspectionWeight?: number;
}): QueryCost {
  const { schema, model, operation } = options;
  const variables = withDefaults(operation, options.variables);
  const input = createInputCost({ model, variables, maxListLength: options.maxListLength });
  const fragments = fragmentsOf(options.document);
  const measured = new Map<SelectionSetNode, Map<string, Measured>>();

  /** A selection set is measured once at each kind of place. A fragment that spreads itself costs nothing in itself. */
  function measureSet(set: SelectionSetNode, place: Place): Measured {
    const key = `${place.type.name} ${place.subgraphs} ${place.sized?.fields.join() ?? ''} ${place.sized?.length ?? ''}`;
    const here = measured.get(set) ?? new Map<string, Measured>();
    measured.set(set, here);
    const known = here.get(key);
    if (known) return known;
    here.set(key, NOTHING);
    const fetched = new Set<number>();
    const sum = set.selections.map((one) => measureSelection(one, place, fetched)).reduce(add, NOTHING);
    const result = add(sum, { cost: 0, planSize: fetched.size * FIELDS_OF_A_FETCH });
    here.set(key, result);
    return result;
  }

  function measureSelection(selection: SelectionNode, place: Place, fetched: Set<number>): Measured {
    if (selection.kind === Kind.FIELD) return measureField(selection, place, fetched);
    const fragment = fragmentAt(selection, fragments);
    if (!fragment) return NOTHING;
    const condition = fragment.typeCondition?.name.value;
    const type = condition === undefined ? place.type : (schema.getType(condition) ?? place.type);
    return measureSet(fragment.selectionSet, { ...place, type });
  }

  function measureField(node: FieldNode, { type, subgraphs, sized }: Place, fetched: Set<number>): Measured {
    const field = fieldOf(schema, type, node.name.value);
    if (!field) return NOTHING;
    const coordinate = `${type.name}.${field.name}`;
    const own = model.subgraphsOf(type.name, field.name);
    const reachable = own & subgraphs;
    if (own !== 0 && reachable === 0) fetched.add(own);

    const size = model.listSize(coordinate);
    const asked = { field, node, variables };
    const connection = size && size.sizedFields.length > 0;
    const inner = getNamedType(field.type);
    const child = node.selectionSet
      ? measureSet(node.selectionSet, {
          type: inner,
          subgraphs: reachable || own,
          sized: connection ? { fields: size.sizedFields, length: lengthOf(size, asked) } : undefined,
        })
      : NOTHING;
    const length = sized?.fields.includes(field.name) ? sized.length : lengthOf(size, asked);
    const weight = field === SchemaMetaFieldDef || field === TypeMetaFieldDef ? (options.introspectionWeight ?? 1) : 1;
    const times = connection ? 1 : length ** listDepth(field.type);
    return {
      cost: saturate(
        (model.weight(coordinate) ?? 0) +
          argumentsCost(coordinate, field, node) +
          times * weight * (weightOf(inner) + child.cost),
      ),
      planSize: saturate(1 + child.planSize),
    };
  }

  function argumentsCost(coordinate: string, field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    return (node.arguments ?? []).reduce((sum, given) => {
      const definition = field.args.find(({ name }) => name === given.name.value);
      return definition ? sum + input.of(coordinate, definition, given) : sum;
    }, 0);
  }

  const weightOf = (type: GraphQLNamedType): number => model.weight(type.name) ?? 1;

  const root = schema.getRootType(operation.operation);
  const total = root ? measureSet(operation.selectionSet, { type: root, subgraphs: 0 }) : NOTHING;
  return { ...total, tooLong: input.tooLong() };
}

function fieldOf(
  schema: GraphQLSchema,
  type: GraphQLNamedType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  const fields = type.getFields();
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The variables of the request, and the operation's own defaults for those that it lacks. */
function withDefaults(operation: OperationDefinitionNode, given: Variables): Variables {
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  );
  return { ...Object.fromEntries(defaults), ...given };
}

function add(a: Measured, b: Measured): Measured {
  return { cost: saturate(a.cost + b.cost), planSize: saturate(a.planSize + b.planSize) };
}

function saturate(cost: number): number {
  return Math.min(cost, MAX_COST);
}
