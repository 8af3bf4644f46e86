import { readHeader } from './header.ts';
import { openProductFile } from './product-file.ts';

/** A check before the engines start. @throws StartError if it is not a product file, with the reason */
export async function requireReadable(path: string): Promise<void> {
  const file = await openProductFile(path);
  if (file.format === 'csv') readHeader(file);
}
