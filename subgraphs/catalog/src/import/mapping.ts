import { PRODUCT_LIMITS } from '@quartet/schema/limits';
import { cutText, sku } from '@quartet/service-kit';
import type { AttributeDefinition, Category } from '../categories/category.ts';
import type { ProductInput } from '../products/product.input.ts';
import { LIMITS, type InferredCategory } from './inference.ts';
import type { ProductLine } from './line.ts';
import type { RawValue } from './raw-attributes.ts';
import { quoted, type AddRemark } from './remarks.ts';
import { inUnit, isAmbiguousNumber, parseBoolean, parseMeasure, plainText } from './values.ts';

/** The first sentences, for lists. */
const SHORT_DESCRIPTION = 200;

/**
 * The definitions of a category after the import: existing ones do not change (its products rely on them), new ones are
 * added, and an enumeration gets new options.
 */
export function mergeDefinitions(
  existing: readonly AttributeDefinition[],
  inferred: InferredCategory['definitions'],
): AttributeDefinition[] {
  const found = new Map(inferred.map((definition) => [definition.name, definition]));
  const kept = existing.map((definition): AttributeDefinition => {
    const other = found.get(definition.name);
    found.delete(definition.name);
    if (definition.options === null || !other?.options) return definition;
    const known = new Set(definition.options.map((option) => option.toLowerCase()));
    const added = other.options.filter((option) => !known.has(option.toLowerCase()));
    const room = Math.max(0, LIMITS.enumOptions - definition.options.length);
    return { ...definition, options: [...definition.options, ...added.slice(0, room)] };
  });
  const room = Math.max(0, LIMITS.definitionsPerCategory - existing.length);
  return [...kept, ...[...found.values()].slice(0, room)];
}

/** The category of a line, with its definitions by name. */
export interface TargetCategory {
  id: Category['id'];
  definitions: ReadonlyMap<string, AttributeDefinition>;
  /** Attribute name → option in lower case → the option's spelling. */
  options: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export function targetOf(category: Pick<Category, 'id' | 'attributeDefinitions'>): TargetCategory {
  const definitions = new Map(category.attributeDefinitions.map((definition) => [definition.name, definition]));
  const options = new Map(
    category.attributeDefinitions.map(({ name, options: all }) => [
      name,
      new Map((all ?? []).map((option) => [option.toLowerCase(), option])),
    ]),
  );
  return { id: category.id, definitions, options };
}

export interface MappedProduct {
  input: ProductInput;
  /** Values without a definition, because the attribute was too rare. */
  undefinedValues: number;
  /** Values that their definition does not allow. */
  unfitValues: number;
}

/** Maps a line to a product with one variant. A line without a price becomes a draft. */
export function toProductInput(line: ProductLine, category: TargetCategory, addRemark: AddRemark): MappedProduct {
  const attributes: { name: string; value: number | boolean | string }[] = [];
  const ofVariant: typeof attributes = [];
  let undefinedValues = 0;
  let unfitValues = 0;
  for (const { name, value: raw } of line.attributes) {
    const definition = category.definitions.get(name);
    const value = definition === undefined ? null : typedValue(raw, definition, category.options.get(name));
    if (definition === undefined) undefinedValues += 1;
    else if (value === null) {
      unfitValues += 1;
      if (definition.type === 'NUMBER' && isAmbiguousNumber(raw)) {
        addRemark(
          'a number with a comma is left out',
          `the attribute ${name} is left out: ${quoted(raw)} has two readings`,
        );
      }
    } else (definition.variantDefining ? ofVariant : attributes).push({ name, value });
  }
  const { title: name, description } = line;
  const input: ProductInput = {
    externalKey: `import:${line.sku}`,
    name,
    brand: line.brand,
    shortDescription: description === null ? null : shorten(plainText(description).text, SHORT_DESCRIPTION),
    description,
    status: line.price === null ? 'DRAFT' : 'PUBLISHED',
    categoryId: category.id,
    images: line.imageUrls.map((url, at) => ({ url, alt: name, isPrimary: at === 0 })),
    attributes,
    tags: line.tags,
    variants: [
      {
        sku: sku(line.sku),
        name,
        price: line.price,
        attributes: ofVariant,
        barcode: line.barcode,
        weightGrams: line.weightGrams,
      },
    ],
    ...(line.publishedAt === null ? {} : { publishedAt: line.publishedAt }),
  };
  return { input, undefinedValues, unfitValues };
}

/** The value in the definition's type and unit; null if it does not fit. */
function typedValue(
  raw: RawValue,
  definition: AttributeDefinition,
  options?: ReadonlyMap<string, string>,
): number | boolean | string | null {
  switch (definition.type) {
    case 'NUMBER': {
      const measure = parseMeasure(raw);
      const number = measure === null ? null : inUnit(measure, definition.unit ?? '');
      if (number === null) return null;
      const { min, max } = definition;
      return (min !== null && number < min) || (max !== null && number > max) ? null : number;
    }
    case 'BOOLEAN':
      return parseBoolean(raw);
    case 'ENUM':
      return options?.get(String(raw).toLowerCase()) ?? null;
    case 'TEXT':
      return cutText(String(raw), PRODUCT_LIMITS.attributeText);
  }
}

/** Cut at a word, with an ellipsis. */
function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = cutText(text, length);
  const end = cut.lastIndexOf(' ');
  return `${(end > length / 2 ? cut.slice(0, end) : cut).trimEnd()} …`;
}
