/** Money of the schema, in minor units. */
export function money(amount: number, currency: string): { amount: number; currency: string } {
  return { amount, currency };
}
