/** What one database said about one question. */
export interface Plan {
  title: string;
  lines: string[];
}

export class EmptyShop extends Error {
  override name = 'EmptyShop';
  constructor() {
    super('There is nothing to explain in an empty shop: npm run seed fills it');
  }
}
