interface Money {
  amount: number;
  currency: string;
}

/** What `schema/flagship.graphql` answers. */
export interface Flagship {
  order: {
    number: string;
    status: string;
    placedAt: string;
    total: Money;
    payments: { status: string }[];
    customer: { displayName: string | null; email: string } | null;
    items: FlagshipItem[];
  } | null;
}

export interface FlagshipItem {
  quantity: number;
  unitPrice: Money;
  variant: {
    sku: string;
    availability: { inStock: boolean; available: number } | null;
    product: FlagshipProduct | null;
  } | null;
}

export interface FlagshipProduct {
  name: string;
  brand: string | null;
  attributes: { name: string; value: string; unit: string | null }[];
  rating: { average: number; count: number };
  category: { name: string; facets: { field: string; values: { value: string; count: number }[] }[] | null };
  similar: ({ name: string; slug: string } | null)[] | null;
}

/** The paths of an answer's errors, as text, sorted. */
export function whatIsLost(errors: readonly { path?: (string | number)[] }[]): string[] {
  return errors.map((error) => (error.path ?? ['?']).join('.')).sort();
}

/** Whether every part of an answer is there. */
export function isWhole(answer: { data: Flagship | null; errors: readonly unknown[] }): boolean {
  const order = answer.data?.order;
  if (!order || answer.errors.length > 0 || order.customer === null) return false;
  return order.items.every(({ variant }) => {
    const product = variant?.product;
    return variant?.availability && product?.category.facets?.length && product.similar?.every((one) => one !== null);
  });
}
