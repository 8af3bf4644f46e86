import { type Data, isObject } from './places.ts';
import type { TypeNames } from './type-names.ts';

/**
 * The entities in the order in which they were asked for. Undefined where the list has another length:
 * it is unknown whose they are. An entity of another type, or with another key, than was asked for is undefined itself.
 */
export function entitiesOf(
  data: unknown,
  wanted: readonly { readonly representation: Data }[],
  types: TypeNames,
): readonly unknown[] | undefined {
  const given = isObject(data) ? data._entities : undefined;
  if (!Array.isArray(given) || given.length !== wanted.length) return undefined;
  return given.map((entity: unknown, index) => {
    if (entity === null || entity === undefined) return null;
    const representation = wanted[index]?.representation;
    return isObject(entity) && representation && isSame(entity, representation, types) ? entity : undefined;
  });
}

function isSame(entity: Data, representation: Data, types: TypeNames): boolean {
  for (const name of Object.keys(representation)) {
    const given = plain(entity[name]);
    const asked = plain(representation[name]);
    if (given === asked || given === undefined || asked === undefined) continue;
    if (name !== '__typename' || !(types.isWithin(given, asked) || types.isWithin(asked, given))) return false;
  }
  return true;
}

/** An id is the same as a number and as text. What may be one thing in many forms is not compared. */
function plain(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
