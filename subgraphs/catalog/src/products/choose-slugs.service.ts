import type { Db } from '../database.ts';
import { productSlugs } from '../slugs.ts';
import type { Draft } from './draft.ts';
import { findSlugOwners } from './product.repository.ts';

/**
 * Chooses slugs for new products. Slugs that are known to be taken, in the database or earlier in the list, are skipped:
 * the unique index decides in the end, but a violation costs a whole pass.
 */
export async function chooseSlugs(db: Db, drafts: readonly Draft[]): Promise<void> {
  const taken = new Set(drafts.flatMap((draft) => draft.input.slug ?? []));
  let open = drafts
    .filter((draft) => draft.input.slug === undefined)
    .map((draft) => ({ draft, slugs: slugsOf(draft) }));
  while (open.length > 0) {
    for (const { draft, slugs } of open) draft.slug = slugs[draft.slugsTaken] ?? draft.slug;
    const owners = await findSlugOwners(
      db,
      open.map(({ draft }) => draft.slug),
    );
    open = open.filter(({ draft, slugs }) => {
      const isTaken = taken.has(draft.slug) || (owners.get(draft.slug) ?? draft.id) !== draft.id;
      taken.add(draft.slug);
      // The last one contains the id, so the index decides on it.
      if (!isTaken || draft.slugsTaken >= slugs.length - 1) return false;
      draft.slugsTaken++;
      return true;
    });
  }
}

/** Whether there is a slug left to try after the current one. */
export function hasAnotherSlug(draft: Draft): boolean {
  return draft.input.slug === undefined && draft.slugsTaken < slugsOf(draft).length - 1;
}

function slugsOf({ id, content }: Draft): string[] {
  return productSlugs({ id, name: content.name, sku: content.variants[0]?.sku ?? '' });
}
