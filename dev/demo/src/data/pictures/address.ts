/**
 * Where the demo shop's pictures are. The port is fixed, since their addresses lie in the databases: a picture follows from
 * its path alone, so that any running shop can serve those of all.
 */
export const PICTURES_PORT = 4005;
const ORIGIN = `http://127.0.0.1:${PICTURES_PORT}`;

export interface Picture {
  /** Slug of the category, such as lamps. */
  category: string;
  /** Such as lmp-00001. */
  product: string;
  /** 1, 2 or 3. */
  view: number;
}

export function pictureUrl({ category, product, view }: Picture): string {
  return `${ORIGIN}/${category}/${product.toLowerCase()}-${view}.svg`;
}

/** The picture that a path means; undefined where it means none. */
export function pictureAt(path: string): Picture | undefined {
  const match = /^\/([a-z-]{1,40})\/([a-z]{3}-\d{5,9})-([123])\.svg$/.exec(path);
  if (match === null) return undefined;
  const [, category = '', product = '', view = ''] = match;
  return { category, product, view: Number(view) };
}
