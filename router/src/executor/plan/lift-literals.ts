import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLInputType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isSpecifiedScalarType,
  parseType,
  print,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { operationOf } from '../selections.ts';

/** An operation whose literals are variables: those that differ in literals only share a plan. */
export interface LiftedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** The values of its own variables. */
  readonly values: Readonly<Record<string, unknown>>;
  /** By which it is the same as others. */
  readonly text: string;
}

/** How the variables are named. A client may use such names too: its operation stays as it is then. */
const PREFIX = '__literal';

/**
 * Takes the literals out of the arguments of a valid operation. What it means stays the same: it was validated as it was
 * written, and what it costs is worked out from that too. Equal literals of one type are one variable, since fields of one
 * name have to have the same arguments.
 */
export function liftLiterals(
  schema: GraphQLSchema,
  { document, operation }: { document: DocumentNode; operation: OperationDefinitionNode },
): LiftedOperation {
  const own = onlyWhatRuns(document, operation);
  const asItIs = { document, operation, values: {}, text: print(own) };
  if (operation.variableDefinitions?.some(({ variable }) => variable.name.value.startsWith(PREFIX))) return asItIs;

  const names = new Map<string, string>();
  const values: Record<string, unknown> = {};
  const definitions: VariableDefinitionNode[] = [];
  const nameFor = (type: string, value: unknown): string => {
    const key = `${type} ${JSON.stringify(value)}`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `${PREFIX}${names.size}`;
    names.set(key, name);
    values[name] = value;
    definitions.push({ kind: Kind.VARIABLE_DEFINITION, variable: variableNode(name), type: parseType(type) });
    return name;
  };
  const typeInfo = new TypeInfo(schema);
  const lifted = visit(
    own,
    visitWithTypeInfo(typeInfo, {
      // Conditions are decided before planning.
      Directive: () => false,
      // The schema answers these itself.
      Field: (field) => (field.name.value.startsWith('__') ? false : undefined),
      Argument(argument): ArgumentNode | undefined {
        const type = typeInfo.getInputType();
        const value = type ? valueOf(argument.value, type) : UNKNOWN;
        if (!type || value === UNKNOWN) return undefined;
        return { ...argument, value: variableNode(nameFor(String(type), value)) };
      },
    }),
  );
  const main = operationOf(lifted);
  if (definitions.length === 0 || !main) return asItIs;
  const withVariables = { ...main, variableDefinitions: [...(main.variableDefinitions ?? []), ...definitions] };
  const whole = {
    ...lifted,
    definitions: lifted.definitions.map((one) => (one === main ? withVariables : one)),
  };
  return { document: whole, operation: withVariables, values, text: print(whole) };
}

const variableNode = (name: string) => ({ kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } }) as const;

/** Other operations of the document would be lifted too, and would make it different. */
function onlyWhatRuns(document: DocumentNode, operation: OperationDefinitionNode): DocumentNode {
  const definitions = document.definitions.filter((one) => one === operation || one.kind === Kind.FRAGMENT_DEFINITION);
  return { kind: Kind.DOCUMENT, definitions };
}

/** Of what cannot be a variable, or may mean something else as one. */
const UNKNOWN = Symbol('unknown');

/** The literal as JSON would have it. */
function valueOf(node: ValueNode, givenType: GraphQLInputType): unknown {
  const type = getNullableType(givenType);
  if (node.kind === Kind.NULL) return null;
  if (isListType(type)) {
    if (node.kind !== Kind.LIST) return valueOf(node, type.ofType);
    const elements = node.values.map((one) => valueOf(one, type.ofType));
    return elements.includes(UNKNOWN) ? UNKNOWN : elements;
  }
  if (isInputObjectType(type)) return node.kind === Kind.OBJECT ? objectOf(node, type.getFields()) : UNKNOWN;
  if (isEnumType(type)) return node.kind === Kind.ENUM ? node.value : UNKNOWN;
  // A scalar of the schema's own may read a literal otherwise than a variable.
  if (!isSpecifiedScalarType(type)) return node.kind === Kind.STRING ? node.value : UNKNOWN;
  return scalarOf(node, type.name);
}

function objectOf(
  node: Extract<ValueNode, { kind: Kind.OBJECT }>,
  fields: Readonly<Record<string, { type: GraphQLInputType }>>,
): unknown {
  const value: Record<string, unknown> = {};
  for (const { name, value: given } of node.fields) {
    const field = fields[name.value];
    const one = field ? valueOf(given, field.type) : UNKNOWN;
    if (one === UNKNOWN) return UNKNOWN;
    value[name.value] = one;
  }
  return value;
}

function scalarOf(node: ValueNode, type: string): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
      // An id may have more digits than a number.
      if (type === 'ID') return node.value;
      return Number.isSafeInteger(Number(node.value)) ? Number(node.value) : UNKNOWN;
    case Kind.FLOAT:
      return Number.isFinite(Number(node.value)) ? Number(node.value) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}
