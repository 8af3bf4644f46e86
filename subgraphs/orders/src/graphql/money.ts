/** Minor units of the currency, as the schema's Money. */
export function money(amount: number, currency: string): { amount: number; currency: string } {
  return { amount, currency };
}
