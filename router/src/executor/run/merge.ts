import { type Data, isObject } from './places.ts';

/**
 * Puts what a fetch brought into what is there. Nested objects may be shared with other places that asked for the same
 * entity: what is merged into one of them later is right for all. An object wins over null, whatever comes first: a subgraph
 * that failed takes nothing away that another one gave.
 */
export function merge(target: Data, source: Data, isObjectType: (typename: unknown) => boolean): void {
  for (const key of Object.keys(source)) {
    // JSON may have it as a name of its own; as an assignment it would change what the object is.
    if (key === '__proto__') continue;
    const value = source[key];
    const existing = target[key];
    if (existing === value || value === undefined) continue;
    if (existing === undefined || existing === null) target[key] = value;
    else if (isObject(existing)) {
      if (isObject(value)) merge(existing, value, isObjectType);
    } else if (Array.isArray(existing)) {
      if (Array.isArray(value)) mergeLists(existing, value, isObjectType);
    } else if (key !== '__typename' || isObjectType(value)) {
      // A subgraph that knows an interface only (`@interfaceObject`) names no type that is more exact.
      if (value !== null) target[key] = value;
    }
  }
}

/** Lists of different lengths are not the same list: the first one stays whole. */
function mergeLists(
  existing: unknown[],
  value: readonly unknown[],
  isObjectType: (typename: unknown) => boolean,
): void {
  if (existing.length !== value.length) return;
  for (const [index, one] of value.entries()) {
    const there = existing[index];
    if (there === null || there === undefined) existing[index] = one;
    else if (isObject(there) && isObject(one)) merge(there, one, isObjectType);
    else if (Array.isArray(there) && Array.isArray(one)) mergeLists(there, one, isObjectType);
  }
}
