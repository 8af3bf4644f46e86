import { lineText } from '@quartet/service-kit';
import { ORDER_LIMITS } from '@quartet/schema/limits';
import { z } from 'zod';
import { isCountry } from './countries.ts';

const text = (max: number) => lineText({ max });
const optionalText = (max: number) =>
  lineText({ min: 0, max })
    .nullish()
    .transform((value) => value || null);

/** An address as customers give it. */
export const addressSchema = z.object({
  name: text(ORDER_LIMITS.name),
  company: optionalText(ORDER_LIMITS.company),
  line1: text(ORDER_LIMITS.addressLine),
  line2: optionalText(ORDER_LIMITS.addressLine),
  city: text(ORDER_LIMITS.city),
  region: optionalText(ORDER_LIMITS.region),
  postalCode: text(ORDER_LIMITS.postalCode),
  country: z.string().refine(isCountry, 'not an ISO 3166-1 alpha-2 code'),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'not in E.164 form')
    .nullish()
    .transform((value) => value ?? null),
});
