import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { z } from 'zod';

/** How long a list is: @listSize of the cost specification. */
export interface ListSize {
  readonly assumedSize?: number | undefined;
  /** Arguments that say it, also within an input object: `first`, `page.first`. */
  readonly slicingArguments: readonly string[];
  /** The lists in the answer that it is about. None: the field is the list itself. */
  readonly sizedFields: readonly string[];
}

/** What the schema says about the cost of things: @cost and @listSize, and which subgraphs know a field. */
export interface CostModel {
  /** @cost of a field (`Type.field`), of an argument (`Type.field(argument)`), of an input field or of a type. */
  weight(coordinate: string): number | undefined;
  listSize(coordinate: string): ListSize | undefined;
  /** A bit for each subgraph that resolves the field; 0 where none does (introspection). */
  subgraphsOf(type: string, field: string): number;
}

const DEFAULT_INTROSPECTED = 4;

const weightArguments = z.object({ weight: z.number() });
const listSizeArguments = z.object({
  assumedSize: z.number().nullish(),
  slicingArguments: z.array(z.string()).nullish(),
  sizedFields: z.array(z.string()).nullish(),
});
const joinArguments = z.object({ graph: z.string().optional(), external: z.boolean().optional() });

/** Reads the model out of a supergraph. `schema` is what clients see of it; introspection is measured by that. */
export function readCostModel(supergraphSdl: string, schema: GraphQLSchema): CostModel {
  const weights = new Map<string, number>();
  const sizes = introspectionSizes(schema);
  const graphs = new Map<string, number>();
  const subgraphs = createBits();

  function readWeight(coordinate: string, directives: Directives): void {
    for (const one of named(directives, 'cost')) weights.set(coordinate, weightArguments.parse(one).weight);
  }

  function readField(type: string, field: FieldDefinitionNode): void {
    const coordinate = `${type}.${field.name.value}`;
    readWeight(coordinate, field.directives);
    for (const argument of field.arguments ?? [])
      readWeight(`${coordinate}(${argument.name.value})`, argument.directives);
    for (const one of named(field.directives, 'listSize')) {
      const { assumedSize, slicingArguments, sizedFields } = listSizeArguments.parse(one);
      sizes.set(coordinate, {
        assumedSize: assumedSize ?? undefined,
        slicingArguments: slicingArguments ?? [],
        sizedFields: sizedFields ?? [],
      });
    }
    const known = subgraphs.of(named(field.directives, 'join__field'));
    if (known !== 0) graphs.set(coordinate, known);
  }

  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const type = definition.name.value;
    readWeight(type, definition.directives as Directives);
    const known = subgraphs.of(named(definition.directives as Directives, 'join__type'));
    if (known !== 0) graphs.set(type, known);
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION)
      for (const field of definition.fields ?? []) readField(type, field);
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
      for (const field of definition.fields ?? []) readWeight(`${type}.${field.name.value}`, field.directives);
  }

  return {
    weight: (coordinate) => weights.get(coordinate),
    listSize: (coordinate) => sizes.get(coordinate),
    subgraphsOf: (type, field) =>
      field === '__typename' ? 0 : (graphs.get(`${type}.${field}`) ?? graphs.get(type) ?? 0),
  };
}

type Directives = readonly ConstDirectiveNode[] | undefined;

/** The arguments of each directive of this name. */
function named(directives: Directives, name: string): Record<string, unknown>[] {
  return (directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map((directive) =>
      Object.fromEntries((directive.arguments ?? []).map((one) => [one.name.value, valueFromASTUntyped(one.value)])),
    );
}

/** A bit for each subgraph. Beyond the 31st they share the last one, which only makes the measure coarser. */
function createBits() {
  const bits = new Map<string, number>();
  const bitOf = (graph: string): number => {
    const bit = bits.get(graph) ?? 1 << Math.min(bits.size, 30);
    bits.set(graph, bit);
    return bit;
  };
  return {
    of: (joins: readonly unknown[]): number =>
      joins
        .map((one) => joinArguments.parse(one))
        .reduce((mask, { graph, external }) => (graph && !external ? mask | bitOf(graph) : mask), 0),
  };
}

/** The lists of introspection, as long as they are in this schema on average (rounded up). */
function introspectionSizes(schema: GraphQLSchema): Map<string, ListSize> {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type));
  const fields = types.filter(isObjectType).map((type) => Object.values(type.getFields()));
  const exact: Record<string, number> = {
    '__Schema.types': types.length,
    '__Schema.directives': schema.getDirectives().length,
    '__Type.fields': average(fields.map((all) => all.length)),
    '__Field.args': average(fields.flat().map((field) => field.args.length)),
    '__Type.inputFields': average(types.filter(isInputObjectType).map((type) => Object.keys(type.getFields()).length)),
    '__Type.enumValues': average(types.filter(isEnumType).map((type) => type.getValues().length)),
  };
  const sized = new Map<string, ListSize>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isIntrospectionType(type) || !isObjectType(type)) continue;
    for (const name of Object.keys(type.getFields())) {
      const coordinate = `${type.name}.${name}`;
      const assumedSize = exact[coordinate] ?? DEFAULT_INTROSPECTED;
      sized.set(coordinate, { assumedSize, slicingArguments: [], sizedFields: [] });
    }
  }
  return sized;
}

function average(lengths: readonly number[]): number {
  return Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length));
}
