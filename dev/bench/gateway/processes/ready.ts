/** Tells the measure where this gateway listens. It ends when the measure does. */
export function ready(url: string): void {
  process.once('disconnect', () => process.exit(0));
  process.send?.({ ready: true, url });
}
