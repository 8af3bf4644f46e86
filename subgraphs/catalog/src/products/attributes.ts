import type { Sku } from '@quartet/service-kit';
import type { AttributeDefinition, AttributeType } from '../categories/category.ts';
import type { AttributeValue } from './product.ts';

/** An attribute together with its definition. */
export interface Attribute {
  name: string;
  label: string;
  type: AttributeType;
  /** For people, without the unit. */
  value: string;
  unit: string | null;
  number: number | null;
  boolean: boolean | null;
  filterable: boolean;
}

export interface AttributeProblem {
  attribute: string;
  /** Null: it concerns the product itself. */
  sku: Sku | null;
  message: string;
}

interface GivenAttribute extends AttributeValue {
  unit?: string | null | undefined;
}

/** What is wrong with one value, or null. */
function problemOf(definition: AttributeDefinition, given: GivenAttribute): string | null {
  const { value, unit } = given;
  if (unit !== undefined && unit !== null && unit !== definition.unit) {
    return `is kept in ${definition.unit ?? 'no unit'}, not in ${unit}`;
  }
  switch (definition.type) {
    case 'NUMBER':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'must be a number';
      if (definition.min !== null && value < definition.min) return `must be ${definition.min} or more`;
      if (definition.max !== null && value > definition.max) return `must be ${definition.max} or less`;
      return null;
    case 'BOOLEAN':
      return typeof value === 'boolean' ? null : 'must be true or false';
    case 'ENUM':
      if (typeof value === 'string' && definition.options?.includes(value)) return null;
      return `must be one of ${definition.options?.join(', ') ?? 'nothing'}`;
    case 'TEXT':
      return typeof value === 'string' ? null : 'must be text';
  }
}

type DefinitionsByName = ReadonlyMap<string, AttributeDefinition>;

/** Many products share a category: its definitions are indexed once, for as long as they are in use. */
const indexed = new WeakMap<readonly AttributeDefinition[], DefinitionsByName>();

function byNameOf(definitions: readonly AttributeDefinition[]): DefinitionsByName {
  let byName = indexed.get(definitions);
  if (byName === undefined) {
    byName = new Map(definitions.map((definition) => [definition.name, definition]));
    indexed.set(definitions, byName);
  }
  return byName;
}

/** Everything that is wrong with the attributes of a product and its variants. */
export function findAttributeProblems(
  definitions: readonly AttributeDefinition[],
  product: {
    status: string;
    attributes: readonly GivenAttribute[];
    variants: readonly { sku: Sku; attributes: readonly GivenAttribute[] }[];
  },
): AttributeProblem[] {
  const byName = byNameOf(definitions);
  const problems: AttributeProblem[] = [];
  const check = (sku: Sku | null, attributes: readonly GivenAttribute[]): Set<string> => {
    const seen = new Set<string>();
    for (const attribute of attributes) {
      const definition = byName.get(attribute.name);
      const message = !definition
        ? 'is not an attribute of the category'
        : seen.has(attribute.name)
          ? 'is given twice'
          : problemOf(definition, attribute);
      if (message !== null) problems.push({ attribute: attribute.name, sku, message });
      seen.add(attribute.name);
    }
    return seen;
  };
  const ofProduct = check(null, product.attributes);
  const ofVariants = product.variants.map((variant) => ({
    sku: variant.sku,
    names: check(variant.sku, variant.attributes),
  }));
  for (const { name, required, variantDefining } of definitions) {
    if (variantDefining && ofProduct.has(name)) {
      problems.push({ attribute: name, sku: null, message: 'tells variants apart: it belongs to them' });
    }
    if (!required || ofProduct.has(name)) continue;
    for (const { sku, names } of ofVariants) {
      if (!names.has(name)) problems.push({ attribute: name, sku, message: 'is required' });
    }
  }
  return problems;
}

/** In the order of the definitions; values that the category no longer defines, or defines with another type, are left out. */
export function presentAttributes(
  definitions: readonly AttributeDefinition[],
  values: readonly AttributeValue[],
): Attribute[] {
  const byName = new Map(values.map((it) => [it.name, it.value]));
  return definitions.flatMap((definition) => {
    const value = byName.get(definition.name);
    if (value === undefined) return [];
    const { name, label, type, unit, filterable } = definition;
    if ((type === 'NUMBER') !== (typeof value === 'number') || (type === 'BOOLEAN') !== (typeof value === 'boolean')) {
      return [];
    }
    return [
      {
        name,
        label,
        type,
        value: typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value),
        unit,
        number: typeof value === 'number' ? value : null,
        boolean: typeof value === 'boolean' ? value : null,
        filterable,
      },
    ];
  });
}
