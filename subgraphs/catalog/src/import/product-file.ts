import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { StartError } from '@quartet/service-kit/start-error';
import { encodingOf, textOf, type Encoding } from './encoding.ts';

/** A file of products, and what its name and its beginning reveal about it. */
export interface ProductFile {
  path: string;
  /** Without the folder. */
  name: string;
  format: 'ndjson' | 'csv';
  packed: boolean;
  encoding: Encoding;
  /** \r if the first line ends with it. */
  lineEnd: '\n' | '\r';
  size: number;
  /** Its beginning, unpacked. */
  beginning: string;
  /** What a person should know about it. */
  notes: string[];
}

/** How many bytes of a file are inspected before it is read; the header row must end within them. */
export const INSPECTED_BYTES = 64 * 1024;

const FORMATS: ReadonlyMap<string, ProductFile['format']> = new Map([
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['csv', 'csv'],
  ['tsv', 'csv'],
]);

/** First bytes of files that are given by mistake, and what to do with them. */
const OTHER_FILES: readonly (readonly [hex: RegExp, what: string])[] = [
  [/^504b0304/, 'a zip archive or an Excel workbook: unpack it, or save the sheet as "CSV UTF-8"'],
  [/^d0cf11e0/, 'an old Excel workbook: save the sheet as "CSV UTF-8"'],
  [/^28b52ffd/, 'packed with zstd: unpack it first, or pack it with gzip'],
  [/^fd377a58/, 'packed with xz: unpack it first, or pack it with gzip'],
  [/^425a683[1-9]31415926/, 'packed with bzip2: unpack it first, or pack it with gzip'],
  [/^377abcaf/, 'a 7z archive: unpack it first'],
  [/^25504446/, 'a PDF'],
];

/**
 * Opens a file and detects compression, encoding and format (JSON lines or columns). The content decides on the
 * compression; the name decides on the format, or else the first character does.
 * @throws StartError if it cannot be read or is neither
 */
export async function openProductFile(path: string): Promise<ProductFile> {
  const name = basename(path);
  const { bytes, size } = await firstBytes(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const content = packed ? unpackedStart(name, bytes) : bytes;
  if (content.length === 0) throw new StartError(`${name} is empty`);
  refuseOtherFiles(name, content);
  const encoding = encodingOf(name, content);
  const beginning = textOf(content, encoding);
  const format = formatOf(name, beginning);
  const notes = !packed && /\.gz$/i.test(name) ? [`${name} is called .gz and is not packed: it was read as it is`] : [];
  return {
    path,
    name,
    format,
    packed,
    encoding,
    lineEnd: lineEndOf(format, beginning),
    size,
    beginning,
    notes,
  };
}

async function firstBytes(path: string): Promise<{ bytes: Buffer; size: number }> {
  const unreadable = (cause: unknown): never => {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new StartError(`${path} cannot be read (${why})`, { cause });
  };
  const found = await stat(path).catch(unreadable);
  // Opening a named pipe would wait for a writer, and the file is read twice.
  if (!found.isFile()) throw new StartError(`${path} is ${kindOf(found)}, not a file: give the path of a product file`);
  const file = await open(path).catch(unreadable);
  try {
    const { buffer, bytesRead } = await file
      .read(Buffer.alloc(INSPECTED_BYTES), 0, INSPECTED_BYTES, 0)
      .catch(unreadable);
    return { bytes: buffer.subarray(0, bytesRead), size: found.size };
  } finally {
    await file.close();
  }
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  return found.isFIFO() ? 'a pipe' : 'a device or socket';
}

function unpackedStart(name: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, INSPECTED_BYTES);
  } catch (error) {
    throw new StartError(`${name} is damaged: it begins as gzip does and cannot be unpacked (${messageOf(error)})`, {
      cause: error,
    });
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

function refuseOtherFiles(name: string, content: Buffer): void {
  const start = content.toString('hex', 0, 8);
  for (const [hex, what] of OTHER_FILES) {
    if (hex.test(start)) throw new StartError(`${name} is no product file but ${what}`);
  }
}

/** In JSON a \r may also separate two values; in columns all rows end as the header row does. */
function lineEndOf(format: ProductFile['format'], beginning: string): ProductFile['lineEnd'] {
  const [first] = /\r*\n|\r/.exec(beginning) ?? [];
  return first === '\r' && (format === 'csv' || !beginning.includes('\n')) ? '\r' : '\n';
}

/** If the name decides on the format, a bad first line costs only itself. */
function formatOf(name: string, beginning: string): ProductFile['format'] {
  const first = beginning.trimStart().charAt(0);
  if (first === '{') return 'ndjson';
  const [, extension] = /\.([a-z]+)(?:\.gz)?$/i.exec(name) ?? [];
  const known = FORMATS.get(extension?.toLowerCase() ?? '');
  if (known !== undefined) return known;
  const readable = 'JSON lines (.ndjson) or columns (.csv) are read, each also as .gz';
  if (first === '<') throw new StartError(`${name} is XML or HTML: ${readable}`);
  if (first === '[') {
    throw new StartError(`${name} is one JSON array: one object a line is read, which jq -c '.[]' makes of it`);
  }
  if (/^[^\r\n]*[,;\t][^\r\n]*[\r\n]/.test(beginning)) return 'csv';
  throw new StartError(`${name} is no product file: ${readable}`);
}

/** Equal for equal content and options, whatever the file's name and folder. */
export async function fingerprintOf(file: ProductFile, options: object): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify({ format: file.format, ...options }));
  // The whole file: reading is a small part of an import, and a change in the middle is a change.
  for await (const chunk of createReadStream(file.path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
