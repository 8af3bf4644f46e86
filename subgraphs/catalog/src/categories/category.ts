import { CATEGORY_LIMITS } from '@quartet/schema/limits';
import { lineText, type CategoryId } from '@quartet/service-kit';
import { z } from 'zod';

export type AttributeType = 'NUMBER' | 'TEXT' | 'BOOLEAN' | 'ENUM';

/** An attribute that the products of a category have. */
export interface AttributeDefinition {
  name: string;
  label: string;
  type: AttributeType;
  /** The unit of a NUMBER. */
  unit: string | null;
  min: number | null;
  max: number | null;
  /** The values of an ENUM. */
  options: string[] | null;
  required: boolean;
  filterable: boolean;
  /** It distinguishes variants, and belongs to them. */
  variantDefining: boolean;
}

export interface Category {
  id: CategoryId;
  slug: string;
  name: string;
  parentId: CategoryId | null;
  /** From the root down to the parent. */
  ancestorIds: CategoryId[];
  attributeDefinitions: AttributeDefinition[];
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const attributeDefinition = z
  .object({
    name: lineText({ max: CATEGORY_LIMITS.attributeName }),
    label: lineText({ max: CATEGORY_LIMITS.attributeLabel }),
    type: z.enum(['NUMBER', 'TEXT', 'BOOLEAN', 'ENUM']),
    unit: lineText({ max: CATEGORY_LIMITS.unit }).nullable().default(null),
    min: z.number().nullable().default(null),
    max: z.number().nullable().default(null),
    options: z
      .array(lineText({ max: CATEGORY_LIMITS.option }))
      .min(1)
      .max(CATEGORY_LIMITS.options)
      .transform((options) => [...new Set(options)])
      .nullable()
      .default(null),
    required: z.boolean().default(false),
    filterable: z.boolean().default(false),
    variantDefining: z.boolean().default(false),
  })
  .refine((it) => it.type === 'NUMBER' || (it.unit === null && it.min === null && it.max === null), {
    message: 'only a NUMBER has a unit, min or max',
  })
  .refine((it) => it.min === null || it.max === null || it.min <= it.max, { message: 'min lies above max' })
  .refine((it) => (it.type === 'ENUM') === (it.options !== null), { message: 'an ENUM, and only it, has options' });

const ID = /^[\w.:-]+$/;

/** An id becomes a key in every engine: no blanks, no slashes, nothing that needs escaping. */
export function idInput<T extends string>(max: number) {
  return z.custom<T>(
    (id) => typeof id === 'string' && id.length <= max && ID.test(id),
    `an id of up to ${max} letters, digits and . _ : -`,
  );
}

export const categoryIdInput = idInput<CategoryId>(CATEGORY_LIMITS.id);

export const categoryInput = z.object({
  /** The category to create or change, including its slug; without it the slug identifies the category. */
  id: categoryIdInput.optional(),
  slug: z.string().max(CATEGORY_LIMITS.slug).regex(SLUG, 'small letters, digits and single hyphens'),
  name: lineText({ max: CATEGORY_LIMITS.name }),
  parentId: categoryIdInput.nullable().default(null),
  attributeDefinitions: z
    .array(attributeDefinition)
    .max(CATEGORY_LIMITS.definitions)
    .default([])
    .refine((all) => new Set(all.map((it) => it.name)).size === all.length, { message: 'a name stands twice' })
    .refine((all) => jsonBytes(all) <= CATEGORY_LIMITS.bytes, {
      error: ({ input }) =>
        `take ${jsonBytes(input)} bytes, and ${CATEGORY_LIMITS.bytes} is the limit: shorten or drop some options`,
    }),
});

export type CategoryInput = z.input<typeof categoryInput>;

/** The size of a value as JSON, in bytes of UTF-8. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
