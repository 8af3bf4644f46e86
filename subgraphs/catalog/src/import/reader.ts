import { createReadStream, type ReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { StartError } from '@quartet/service-kit/start-error';
import { asUtf8, notUtf8 } from './encoding.ts';
import type { ProductFile } from './product-file.ts';

/** The longest line in bytes; a longer one is reported and skipped, never held in memory. */
export const MAX_LINE_BYTES = 1_000_000;
const CHUNK_BYTES = 256 * 1024;

/** No file of products is compressed more: such a file would only waste time and disk. */
const MAX_RATIO = 200;
const ANY_RATIO_BYTES = 256 * 1024 * 1024;

/** A line without its end, or why it has no text. */
export type RawLine = {
  /** Counted from 1. */
  line: number;
  /** The share of the file on the disk (of the packed bytes) that has been read: 0 to 1. */
  share: number;
} & ({ text: string } | { text: null; reason: string });

const RETURN = 0x0d;

export type LineSource = Pick<ProductFile, 'path' | 'name' | 'packed' | 'size' | 'encoding' | 'lineEnd'>;

/**
 * Streams the lines of a file, which is unpacked on the way, in lists of all lines in a chunk. At most one chunk and one
 * line are in memory; reading waits for the caller. Lines before `from` are only counted. Empty lines are included.
 * @throws StartError if the packed data is damaged, cut off, or unpacks to far more than any file of products
 */
export async function* readLines(
  file: LineSource,
  { from = 1, maxLineBytes = MAX_LINE_BYTES }: { from?: number; maxLineBytes?: number } = {},
): AsyncGenerator<RawLine[], void> {
  const raw = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  const lineEnd = file.lineEnd.charCodeAt(0);

  let line = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const share = (): number => (file.size === 0 ? 1 : Math.min(1, raw.bytesRead / file.size));
  const take = (piece: Buffer): void => {
    if (line + 1 < from) return;
    length += piece.length;
    if (length <= maxLineBytes) parts.push(piece);
    else parts = [];
  };
  const end = (found: RawLine[]): void => {
    line += 1;
    if (line < from) return;
    const text = length > maxLineBytes ? tooLong(maxLineBytes) : textOfLine(parts, line);
    found.push({ line, share: share(), ...text });
    parts = [];
    length = 0;
  };

  const content = file.packed ? unpacked(raw, file.name, () => line) : (raw as AsyncIterable<Buffer>);
  const source = file.encoding === 'utf-8' ? content : asUtf8(content, file.encoding);
  try {
    for await (const chunk of source) {
      const found: RawLine[] = [];
      let start = 0;
      for (let at = chunk.indexOf(lineEnd); at !== -1; at = chunk.indexOf(lineEnd, start)) {
        take(chunk.subarray(start, at));
        start = at + 1;
        end(found);
      }
      take(chunk.subarray(start));
      if (found.length > 0) yield found;
    }
    if (length > 0) {
      const found: RawLine[] = [];
      end(found);
      yield found;
    }
  } finally {
    // A caller that stops early (--limit) must not leave the file open.
    raw.destroy();
    // Ending early is an error of the stream and none of ours: only its end is awaited.
    raw.on('error', () => undefined);
    if (!raw.closed) await new Promise<void>((resolve) => raw.once('close', resolve));
  }
}

async function* unpacked(raw: ReadStream, name: string, lines: () => number): AsyncGenerator<Buffer> {
  // pipe() forwards no errors: an error of the file must end the unpacked side as well.
  const gunzip = raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  raw.on('error', (error) => gunzip.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANY_RATIO_BYTES && bytes > raw.bytesRead * MAX_RATIO) {
        throw new StartError(
          `${name} unpacks to more than ${MAX_RATIO} times its size, as no file of products does: unpack it first if it is one`,
        );
      }
      yield chunk;
    }
  } catch (error) {
    throw damage(name, lines(), error);
  } finally {
    gunzip.destroy();
  }
}

function damage(name: string, lines: number, cause: unknown): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || !String(cause.code).startsWith('Z_')) return cause;
  const what = cause.code === 'Z_BUF_ERROR' ? 'is cut off' : `is damaged (${cause.message})`;
  return new StartError(`${name} ${what} behind line ${lines}: its packed data does not end as gzip does`, { cause });
}

const tooLong = (maxBytes: number) => ({
  text: null,
  reason: `the line is too long: ${maxBytes.toLocaleString('en')} bytes are the limit`,
});

function textOfLine(parts: readonly Buffer[], line: number): { text: string } | { text: null; reason: string } {
  const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  const whole = bytes.at(-1) === RETURN ? bytes.subarray(0, -1) : bytes;
  const reason = notUtf8(whole);
  if (reason !== null) return { text: null, reason };
  const text = whole.toString('utf8');
  return { text: line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text };
}
