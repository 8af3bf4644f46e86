import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
} from 'graphql';

/** A place within an operation. */
export interface Narrowed {
  /** Whose fields are selected there. */
  readonly type: GraphQLNamedType;
  /** The object types that can stand there: fragments within each other leave fewer and fewer. */
  readonly objects: readonly GraphQLNamedType[];
}

/** All that can stand where a type is said. */
export function everythingOf(schema: GraphQLSchema, type: GraphQLNamedType): Narrowed {
  return { type, objects: isAbstractType(type) ? schema.getPossibleTypes(type) : [type] };
}

/** What is left within a fragment on a type; undefined where nothing is. */
export function withinFragment(
  schema: GraphQLSchema,
  place: Narrowed,
  condition: string | undefined,
): Narrowed | undefined {
  const type = condition === undefined ? place.type : schema.getType(condition);
  if (!type) return undefined;
  if (type === place.type) return place;
  const allowed = everythingOf(schema, type).objects;
  const objects = place.objects.filter((one) => allowed.includes(one));
  return objects.length > 0 ? { type, objects } : undefined;
}

/** What can stand in a field; undefined for fields that every type has. */
export function withinField(schema: GraphQLSchema, { type }: Narrowed, field: FieldNode): Narrowed | undefined {
  const definition = isObjectType(type) || isInterfaceType(type) ? type.getFields()[field.name.value] : undefined;
  return definition && everythingOf(schema, getNamedType(definition.type));
}
