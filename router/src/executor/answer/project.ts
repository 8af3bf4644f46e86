import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Data, isObject } from '../run/places.ts';
import { type SelectedField, fieldsFor } from './fields.ts';
import { leafCheck } from './leaves.ts';

/** What projecting one answer finds wrong. */
export interface Findings {
  /** Where in the answer it is, in the client's names. */
  readonly path: (string | number)[];
  /** A value that cannot stand there, or none where there must be one. `within` is the object whose field it is. */
  report(message: string, within: object | undefined): void;
}

/** Of a value that may not be null and is: what is around it has to become null. */
const INVALID = Symbol('invalid');

type Complete = (value: unknown, findings: Findings, within: object | undefined) => unknown;

interface Field {
  /** The client's name for it. */
  readonly name: string;
  readonly fetched: string;
  /** Its value, where it is the same for every object: `__typename`. */
  readonly constant?: string | typeof INVALID;
  readonly complete: Complete;
}

/** Makes what clients see of the data that was fetched: their fields, their names, and null where the specification says. */
export type Projection = (data: Data, findings: Findings) => Data | null;

export function compileProjection({
  schema,
  root,
  selectionSet,
  client,
}: {
  schema: GraphQLSchema;
  root: GraphQLObjectType;
  selectionSet: SelectionSetNode;
  /** The client's name of a field that was fetched. */
  client: (fetched: string) => string;
}): Projection {
  function compileFields(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): readonly Field[] {
    return fieldsFor(schema, type, sets).map((selected) => compileField(type, selected));
  }

  function compileField(type: GraphQLNamedType, { name: fetched, field, sets }: SelectedField): Field {
    const name = client(fetched);
    if (field === '__typename')
      return { name, fetched, constant: isObjectType(type) ? type.name : INVALID, complete: asIs };
    // Introspection has been answered by the schema itself.
    if (field.startsWith('__')) return { name, fetched, complete: asIs };
    const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
    if (!definition) throw new Error(`${type.name} has no field ${field}`);
    return { name, fetched, complete: compileType(definition.type, sets) };
  }

  function compileType(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): Complete {
    if (isNonNullType(type)) {
      const complete = compileType(type.ofType, sets);
      return (value, findings, within) => {
        const completed = complete(value, findings, within);
        if (completed !== null) return completed;
        findings.report('A value that is never null is missing', within);
        return INVALID;
      };
    }
    if (isListType(type)) return compileList(compileType(type.ofType, sets));
    if (isLeafType(type)) {
      const check = leafCheck(type);
      return (value, findings, within) => {
        if (value === undefined || value === null) return null;
        if (!check || check(value)) return value;
        findings.report(`A value is not of the type ${type.name}`, within);
        return null;
      };
    }
    return compileObject(type, sets);
  }

  function compileObject(type: GraphQLNamedType, sets: readonly SelectionSetNode[]): Complete {
    const completes = new Map<unknown, Complete>();
    const completeAs = (actual: GraphQLNamedType): Complete => completeFields(compileFields(actual, sets));
    if (isObjectType(type)) {
      // Compiled when it is first met: types may lead back to themselves only as deep as the operation does.
      const complete = completeAs(type);
      return (value, findings, within) =>
        isObject(value) ? complete(value, findings, within) : noObject(value, findings, within);
    }
    return (value, findings, within) => {
      if (!isObject(value)) return noObject(value, findings, within);
      const typename = value.__typename ?? type.name;
      let complete = completes.get(typename);
      if (!complete) {
        const actual = typeof typename === 'string' ? schema.getType(typename) : undefined;
        if (!isCompositeType(actual) || !mayBe(schema, actual, type)) {
          findings.report(`An object is not of the type ${type.name}`, within);
          return null;
        }
        complete = completeAs(actual);
        completes.set(typename, complete);
      }
      return complete(value, findings, within);
    };
  }

  const complete = completeFields(compileFields(root, [selectionSet]));
  return (data, findings) => complete(data, findings, undefined);
}

function completeFields(
  fields: readonly Field[],
): (value: unknown, findings: Findings, within: object | undefined) => Data | null {
  return (value, findings) => {
    const object = value as Data;
    const completed: Data = {};
    for (const { name, fetched, constant, complete } of fields) {
      findings.path.push(name);
      const field = constant ?? complete(object[fetched], findings, object);
      findings.path.pop();
      if (field === INVALID) return null;
      if (name === '__proto__') Object.defineProperty(completed, name, { value: field, enumerable: true });
      else completed[name] = field;
    }
    return completed;
  };
}

function compileList(complete: Complete): Complete {
  return (value, findings, within) => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) {
      findings.report('A list is missing', within);
      return null;
    }
    const completed = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index += 1) {
      findings.path.push(index);
      const element = complete(value[index], findings, within);
      findings.path.pop();
      if (element === INVALID) return null;
      completed[index] = element;
    }
    return completed;
  };
}

const asIs: Complete = (value) => value ?? null;

function noObject(value: unknown, findings: Findings, within: object | undefined): null {
  if (value !== undefined && value !== null) findings.report('An object is missing', within);
  return null;
}

/** Whether an object of the one type can stand where the other is said. */
function mayBe(schema: GraphQLSchema, actual: GraphQLNamedType, type: GraphQLNamedType): boolean {
  if (actual === type) return true;
  return isAbstractType(type) && (isObjectType(actual) || isInterfaceType(actual)) && schema.isSubType(type, actual);
}
