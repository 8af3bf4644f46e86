import { german } from './words.de.ts';
import { english } from './words.en.ts';

/** Everything that messages say in one language. */
export interface Words {
  verifyEmail: { subject: (shop: string) => string; text: string; open: string; code: string; notYou: string };
  alreadyRegistered: { subject: (shop: string) => string; text: string; notYou: string };
  goodbye: (shop: string) => string;
}

/** The first is for everyone whose own language is not among them. Another one is a file of words, and a line here. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

export const WORDS: Readonly<Record<Language, Words>> = { en: english, de: german };
