import type { CancelReason } from '../ordering/order-life.ts';
import { german } from './words.de.ts';
import { english } from './words.en.ts';

/** Everything that messages say in one language. */
export interface Words {
  hello: (name: string | null) => string;
  received: { subject: (number: string) => string; text: string };
  confirmed: { subject: (number: string) => string; text: string };
  approvalNeeded: { subject: (number: string) => string; text: string; approve: string };
  paymentFailed: { subject: (number: string) => string; text: string };
  cancelled: { subject: (number: string) => string; because: Record<CancelReason, string>; nothingCharged: string };
  /** Of amounts. */
  subtotal: string;
  discount: string;
  shipping: string;
  total: string;
  /** `rate` such as "19 %". */
  includedTax: (rate: string) => string;
  addedTax: (rate: string) => string;
  deliveredTo: string;
  goodbye: (shop: string) => string;
}

/** The first is for everyone whose own language is not among them. Another one is a file of words, and a line here. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const WORDS: Readonly<Record<Language, Words>> = { en: english, de: german };
