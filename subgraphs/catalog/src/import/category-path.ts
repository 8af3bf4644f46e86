import { CATEGORY_LIMITS } from '@quartet/schema/limits';
import { cleanText } from '@quartet/service-kit';
import { quoted } from './remarks.ts';
import { labelOf, memoized } from './values.ts';

/** A category as a line names it. The whole path identifies it: Men > Shoes and Women > Shoes are two. */
export interface CategoryPath {
  /** Unique for the names from the root down. */
  key: string;
  /** Its own name. */
  name: string;
  parent: CategoryPath | null;
}

// No name contains a control character, so no two paths have the same key.
const BETWEEN = '\u001f';
const DEFAULT_NAME = 'uncategorized';
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export type PathOutcome = { ok: true; category: CategoryPath } | { ok: false; reason: string };

/** A name written as a slug (computer-monitors) is shown as words. */
const nameOf = memoized((raw) => {
  const { text } = cleanText(raw);
  return SLUG.test(text) ? labelOf(text) : text;
});

const pathOf = memoized((joined): PathOutcome => {
  const names = joined.split(BETWEEN);
  if (names.length > CATEGORY_LIMITS.depth) {
    return {
      ok: false,
      reason: `the category lies ${names.length} levels deep: ${CATEGORY_LIMITS.depth} is the limit`,
    };
  }
  let category: CategoryPath | null = null;
  for (const name of names) {
    if (name.length > CATEGORY_LIMITS.name) {
      return {
        ok: false,
        reason: `the category ${quoted(name)} has ${name.length} characters: ${CATEGORY_LIMITS.name} are the limit`,
      };
    }
    category = { key: category === null ? name : `${category.key}${BETWEEN}${name}`, name, parent: category };
  }
  return category === null ? { ok: false, reason: 'the category has no name' } : { ok: true, category };
});

/** The names in a text such as "Furniture > Storage". */
const splitPath = (text: string): string[] => text.split('>');

/**
 * The category of a line: `category` is a name or a path, and so is `parentCategory`, which is above it. A category that
 * is its own parent has none; a line without one is uncategorized.
 */
export function categoryOf(category: string | null, parentCategory: string | null): PathOutcome {
  const own = namesOf(category ?? DEFAULT_NAME);
  const above = parentCategory === null ? [] : namesOf(parentCategory);
  const isItsOwnParent = own.length === 1 && above.length === 1 && own[0] === above[0];
  const names = isItsOwnParent ? own : [...above, ...own];
  return pathOf((names.length === 0 ? [nameOf(DEFAULT_NAME)] : names).join(BETWEEN));
}

function namesOf(text: string): string[] {
  return splitPath(text)
    .map(nameOf)
    .filter((name) => name !== '');
}

/** For people: Furniture > Storage. */
export function describePath(path: CategoryPath): string {
  return path.key.replaceAll(BETWEEN, ' > ');
}
