import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

/** Longest line that is taken, in bytes; a longer one is reported and skipped, never kept in memory. */
export const MAX_LINE_BYTES = 1_000_000;
const CHUNK_BYTES = 256 * 1024;

export interface RawLine {
  /** Counted from 1. */
  line: number;
  /** Without its end; null where the line was longer than `MAX_LINE_BYTES`. */
  text: string | null;
  /** How much of the file (as it lies on the disk, so of the packed bytes) has been read: 0 to 1. */
  share: number;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * Streams the lines of a file, which is unpacked on the way, as many at a time as a chunk of it holds. No more than one chunk
 * and one line are held at a time; the caller's own pace slows the reading down. Lines before `from` are only counted. Empty lines are handed out too.
 */
export async function* readLines(
  file: { path: string; packed: boolean; size: number },
  o: { from?: number; maxLineBytes?: number } = {},
): AsyncGenerator<RawLine[], void> {
  const { from = 1, maxLineBytes = MAX_LINE_BYTES } = o;
  const raw = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
  // pipe() hands no error on: a file that breaks off must end the unpacked side as well.
  const source = file.packed ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
  if (file.packed) raw.on('error', (error) => source.destroy(error));

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
    found.push({ line, text: length > maxLineBytes ? null : textOf(parts, line), share: share() });
    parts = [];
    length = 0;
  };

  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const found: RawLine[] = [];
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
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
    source.destroy();
    raw.destroy();
    // Being cut short counts as an error of the stream, but not of ours: only its end is waited for.
    raw.on('error', () => undefined);
    if (!raw.closed) await new Promise<void>((resolve) => raw.once('close', resolve));
  }
}

function textOf(parts: readonly Buffer[], line: number): string {
  const bytes = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  const text = bytes.toString('utf8', 0, bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length);
  return line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
}
