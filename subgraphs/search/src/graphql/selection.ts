import { fieldsIn } from '@quartet/service-kit';
import type { GraphQLResolveInfo } from 'graphql';

/**
 * The fields that a query may ask for below this one, one level deep. Conditions (`@skip`, `@include`) are not evaluated:
 * a field too many costs a little work, a field too few would be missing in the answer.
 */
export function selectedFields(info: GraphQLResolveInfo): ReadonlySet<string> {
  const sets = info.fieldNodes.map((node) => node.selectionSet);
  return new Set([...fieldsIn(sets, info.fragments)].map((field) => field.name.value));
}
