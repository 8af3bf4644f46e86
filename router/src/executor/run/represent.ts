import type { RequiredField, RequiredSelection } from '../plan/planner.ts';
import { type Data, isObject } from './places.ts';
import { merge } from './merge.ts';
import type { TypeNames } from './type-names.ts';

/** Makes the representation of an entity: undefined where it is not one of the entities meant. */
export type Represent = (entity: Data) => Data | typeof LACKING | undefined;

/** In the place of a representation: what is required of the entity was to be fetched, and did not come. */
export const LACKING = Symbol('lacking');

export function compileRepresent(requires: readonly RequiredSelection[], types: TypeNames): Represent {
  const read = compileSet(requires, types);
  return (entity) => {
    const representation = read(entity);
    return representation === LACKING || representation.__typename !== undefined ? representation : undefined;
  };
}

type ReadObject = (entity: Data) => Data | typeof LACKING;
type AddTo = (entity: Data, representation: Data) => boolean;

function compileSet(selections: readonly RequiredSelection[], types: TypeNames): ReadObject {
  const parts = selections.map((selection) => compilePart(selection, types));
  return (entity) => {
    const representation: Data = {};
    for (const addTo of parts) if (!addTo(entity, representation)) return LACKING;
    return representation;
  };
}

/** False where something is lacking. */
function compilePart(selection: RequiredSelection, types: TypeNames): AddTo {
  if (selection.kind === 'Field') return compileField(selection, types);
  const { typeCondition } = selection;
  const read = compileSet(selection.selections, types);
  return (entity, representation) => {
    const typename = entity.__typename;
    if (typeCondition !== undefined && (typeof typename !== 'string' || !types.isWithin(typename, typeCondition)))
      return true;
    const part = read(entity);
    if (part === LACKING) return false;
    merge(representation, part, types.isObjectType);
    return true;
  };
}

function compileField({ alias, name, selections }: RequiredField, types: TypeNames): AddTo {
  const key = alias ?? name;
  if (!selections) {
    return (entity, representation) => {
      const value = entity[key];
      if (value === undefined) return false;
      representation[key] = value;
      return true;
    };
  }
  const read = compileSet(selections, types);
  const readValue = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const elements = value.map(readValue);
      return elements.includes(LACKING) ? LACKING : elements;
    }
    return isObject(value) ? read(value) : null;
  };
  return (entity, representation) => {
    if (entity[key] === undefined) return false;
    const value = readValue(entity[key]);
    if (value === LACKING) return false;
    representation[key] = value;
    return true;
  };
}
