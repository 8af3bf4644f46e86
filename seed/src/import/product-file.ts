import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { StartError } from '@quartet/service-kit/start-error';

/** A file of products, and what was found out about it by looking at its name and its beginning. */
export interface ProductFile {
  path: string;
  /** Without the folder. */
  name: string;
  format: 'ndjson' | 'csv';
  packed: boolean;
  size: number;
  /** What stands at its beginning, unpacked. */
  beginning: string;
}

const LOOKED_AT = 64 * 1024;
const FORMATS: Readonly<Record<string, ProductFile['format']>> = {
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  csv: 'csv',
  tsv: 'csv',
};

/**
 * Looks at a file: packed or not, JSON lines or columns. The content decides on the packing; the name decides on the
 * format, and where it does not tell, the first sign of the content does.
 * @throws StartError where it cannot be read or is neither
 */
export async function lookAt(path: string): Promise<ProductFile> {
  const name = basename(path);
  const { bytes, size } = await firstBytes(path).catch((cause: unknown) => {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StartError(`${path} can not be read (${why})`, { cause });
  });
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const beginning = (packed ? unpackedStart(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
  return { path, name, format: formatOf(name, beginning), packed, size, beginning };
}

async function firstBytes(path: string): Promise<{ bytes: Buffer; size: number }> {
  const { size } = await stat(path);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    return { bytes: buffer.subarray(0, bytesRead), size };
  } finally {
    await file.close();
  }
}

function unpackedStart(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, LOOKED_AT);
  } catch {
    // What is wrong with it is said when it is read.
    return Buffer.alloc(0);
  }
}

function formatOf(name: string, beginning: string): ProductFile['format'] {
  const [, extension] = /\.([a-z]+)(?:\.gz)?$/i.exec(name) ?? [];
  const isJson = /^\s*\{/.test(beginning);
  const known = FORMATS[extension?.toLowerCase() ?? ''];
  if (known !== undefined) return isJson ? 'ndjson' : known;
  if (isJson) return 'ndjson';
  if (/^[^\n]*[,;\t][^\n]*\n/.test(beginning)) return 'csv';
  throw new StartError(`${name} is no product file: JSON lines (.ndjson) or columns (.csv) are read, each also as .gz`);
}

/** The same for the same content and options, wherever the file lies and whatever it is called. */
export async function fingerprintOf(file: ProductFile, options: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ format: file.format, ...options }));
  // All of it: reading a file is a small part of importing it, and a change in its middle is a change.
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
