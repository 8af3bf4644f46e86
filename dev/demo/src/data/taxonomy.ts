import type { AttributeDefinition } from '@quartet/catalog';

type NonEmpty<T> = readonly [T, ...T[]];

interface Described {
  name: string;
  label: string;
}

/** An attribute of a category and the values that its demo products have. */
export type DemoAttribute = Described &
  (
    | {
        type: 'NUMBER';
        unit: string | null;
        values: NonEmpty<number>;
        /** Set: it tells variants apart, and each step up the list adds this to the price (minor units). */
        priceStep?: number;
      }
    | { type: 'ENUM'; options: NonEmpty<string>; priceStep?: number }
    | { type: 'BOOLEAN'; chance: number }
    | { type: 'TEXT'; texts: NonEmpty<string> }
  );

export interface DemoLeaf {
  slug: string;
  name: string;
  /** Begins its SKUs: LAP. */
  code: string;
  /** What one of them is called at the end of its name: Laptop. */
  noun: string;
  brands: NonEmpty<string>;
  series: NonEmpty<string>;
  /** EUR, minor units. */
  price: readonly [number, number];
  weightGrams: readonly [number, number];
  attributes: NonEmpty<DemoAttribute>;
  /** Whole sentences; a description takes some of them. */
  sentences: NonEmpty<string>;
  tags: NonEmpty<string>;
}

export interface DemoDepartment {
  slug: string;
  name: string;
  leaves: NonEmpty<DemoLeaf>;
}

export const number = (
  name: string,
  label: string,
  unit: string | null,
  values: NonEmpty<number>,
  priceStep?: number,
): DemoAttribute => ({ name, label, type: 'NUMBER', unit, values, ...(priceStep === undefined ? {} : { priceStep }) });

export const choice = (name: string, label: string, options: NonEmpty<string>, priceStep?: number): DemoAttribute => ({
  name,
  label,
  type: 'ENUM',
  options,
  ...(priceStep === undefined ? {} : { priceStep }),
});

export const flag = (name: string, label: string, chance: number): DemoAttribute => ({
  name,
  label,
  type: 'BOOLEAN',
  chance,
});

export const text = (name: string, label: string, texts: NonEmpty<string>): DemoAttribute => ({
  name,
  label,
  type: 'TEXT',
  texts,
});

/** Whether the attribute belongs to the variants. */
export function tellsVariantsApart(attribute: DemoAttribute): boolean {
  return 'priceStep' in attribute;
}

export function toDefinition(attribute: DemoAttribute): AttributeDefinition {
  return {
    name: attribute.name,
    label: attribute.label,
    type: attribute.type,
    unit: attribute.type === 'NUMBER' ? attribute.unit : null,
    min: attribute.type === 'NUMBER' ? 0 : null,
    max: null,
    options: attribute.type === 'ENUM' ? [...attribute.options] : null,
    required: false,
    filterable: attribute.type !== 'TEXT',
    variantDefining: tellsVariantsApart(attribute),
  };
}
