import { readHeader } from './header.ts';
import { openProductFile } from './product-file.ts';

/** Before the engines start: a file that is no product file needs none. @throws StartError with what is wrong with it */
export async function requireReadable(path: string): Promise<void> {
  const file = await openProductFile(path);
  if (file.format === 'csv') readHeader(file);
}
