import type { AttributeDefinition } from '../categories/category.ts';
import type { CategoryPath } from './category-path.ts';
import type { Traits } from './line.ts';
import type { RawValue } from './raw-attributes.ts';
import { inUnit, labelOf, parseBoolean, parseMeasure } from './values.ts';

/** The limits of the first pass: memory depends on them, not on the length of the file. */
export const LIMITS = {
  /** Definitions per category: the most frequent ones. */
  definitionsPerCategory: 60,
  /** An attribute that a smaller share of a category's products has gets no definition. */
  minShare: 0.02,
  /** Share of the values that must agree on a type. */
  majority: 0.9,
  /** Different values that an enumeration may have, and how long each may be. */
  enumOptions: 60,
  enumLength: 60,
  /** Different units remembered per attribute. */
  units: 20,
  /** Categories of a file, including those above them; lines of further categories are rejected. */
  categories: 10_000,
  /** Counters over all categories; attributes that appear later count as dropped. */
  counters: 50_000,
} as const;

/** Statistics of an attribute's values within a category, of bounded size. */
interface ValueCounter {
  total: number;
  booleans: number;
  /** Unit → how many numbers had it. */
  units: Map<string, number>;
  /** Lower case → how each spelling was counted; null once there were too many or too long ones. */
  words: Map<string, { spelling: string; count: number }> | null;
}

interface CategoryCounter {
  path: CategoryPath;
  products: number;
  attributes: Map<string, ValueCounter>;
}

export interface InferredCategory {
  path: CategoryPath;
  definitions: AttributeDefinition[];
}

export interface Inference {
  /** Parents come before their children. */
  categories: InferredCategory[];
  definitions: number;
  /** Attribute names, summed over the categories, that were too rare or too many for a definition. */
  droppedDefinitions: number;
}

export interface Inferrer {
  add(product: Traits): void;
  finish(): Inference;
}

/** First pass: learns the tree and each category's attribute definitions from the products, one at a time. */
export function createInferrer(): Inferrer {
  const categories = new Map<string, CategoryCounter>();
  const overflow = new Set<string>();
  let counters = 0;

  return {
    add(product) {
      const category = counterOf(categories, product.category);
      if (category === undefined) return;
      category.products += 1;
      for (const { name, value } of product.attributes) {
        let counter = category.attributes.get(name);
        if (counter === undefined) {
          if (counters >= LIMITS.counters) {
            if (overflow.size < LIMITS.counters) overflow.add(name);
            continue;
          }
          counters += 1;
          counter = { total: 0, booleans: 0, units: new Map(), words: new Map() };
          category.attributes.set(name, counter);
        }
        countValue(counter, value);
      }
    },
    finish() {
      let seen = 0;
      let kept = 0;
      // A parent was inserted before its children.
      const inferred = [...categories.values()].map((counter): InferredCategory => {
        const definitions = definitionsOf(counter);
        seen += counter.attributes.size;
        kept += definitions.length;
        return { path: counter.path, definitions };
      });
      return { categories: inferred, definitions: kept, droppedDefinitions: seen - kept + overflow.size };
    },
  };
}

/** Undefined if there are too many already. */
function counterOf(categories: Map<string, CategoryCounter>, path: CategoryPath): CategoryCounter | undefined {
  const known = categories.get(path.key);
  if (known !== undefined) return known;
  if (path.parent !== null && counterOf(categories, path.parent) === undefined) return undefined;
  if (categories.size >= LIMITS.categories) return undefined;
  const counter = { path, products: 0, attributes: new Map<string, ValueCounter>() };
  categories.set(path.key, counter);
  return counter;
}

function count(counts: Map<string, number>, key: string, limit: number): void {
  const known = counts.get(key);
  if (known !== undefined) counts.set(key, known + 1);
  else if (counts.size < limit) counts.set(key, 1);
}

function countValue(counter: ValueCounter, value: RawValue): void {
  counter.total += 1;
  if (parseBoolean(value) !== null) counter.booleans += 1;
  const measure = parseMeasure(value);
  if (measure !== null) count(counter.units, measure.unit, LIMITS.units);
  if (counter.words === null || typeof value !== 'string') return;
  const key = value.toLowerCase();
  const known = counter.words.get(key);
  if (known !== undefined) known.count += 1;
  else if (value.length > LIMITS.enumLength || counter.words.size >= LIMITS.enumOptions) counter.words = null;
  else counter.words.set(key, { spelling: value, count: 1 });
}

function definitionsOf(category: CategoryCounter): AttributeDefinition[] {
  const least = Math.max(1, Math.ceil(category.products * LIMITS.minShare));
  return [...category.attributes]
    .filter(([, counter]) => counter.total >= least)
    .sort(([nameA, a], [nameB, b]) => b.total - a.total || (nameA < nameB ? -1 : 1))
    .slice(0, LIMITS.definitionsPerCategory)
    .map(([name, counter]) => definitionOf(name, counter));
}

function definitionOf(name: string, counter: ValueCounter): AttributeDefinition {
  const definition = {
    name,
    label: labelOf(name),
    unit: null,
    min: null,
    max: null,
    options: null,
    required: false,
    variantDefining: false,
  };
  if (counter.booleans >= counter.total * LIMITS.majority) {
    return { ...definition, type: 'BOOLEAN', filterable: true };
  }
  const unit = unitOf(counter);
  if (unit !== undefined) return { ...definition, type: 'NUMBER', unit: unit || null, filterable: true };
  const options = optionsOf(counter);
  if (options !== null) return { ...definition, type: 'ENUM', options, filterable: true };
  return { ...definition, type: 'TEXT', filterable: false };
}

/** The unit that most numbers have or convert to, if nearly all values are such numbers. */
function unitOf(counter: ValueCounter): string | undefined {
  const byCount = [...counter.units].sort(([, a], [, b]) => b - a);
  const [unit] = byCount[0] ?? [];
  if (unit === undefined) return undefined;
  const fitting = byCount
    .filter(([other]) => inUnit({ number: 1, unit: other }, unit) !== null)
    .reduce((sum, [, occurrences]) => sum + occurrences, 0);
  return fitting >= counter.total * LIMITS.majority ? unit : undefined;
}

/** A few values that repeat; text that nearly always differs is not an enumeration. */
function optionsOf(counter: ValueCounter): string[] | null {
  if (counter.words === null || counter.words.size === 0) return null;
  const words = [...counter.words.values()];
  const occurrences = words.reduce((sum, word) => sum + word.count, 0);
  if (occurrences < counter.total * LIMITS.majority) return null;
  if (words.length > 3 && occurrences < words.length * 2) return null;
  return words.map((word) => word.spelling).sort((a, b) => a.localeCompare(b, 'en'));
}
