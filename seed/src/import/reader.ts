import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Longest line that is taken, in bytes; a longer one is reported and skipped, never kept in memory. */
export const MAX_LINE_BYTES = 1_000_000;

export interface RawLine {
  /** Counted from 1. */
  line: number;
  /** Null where the line was longer than `MAX_LINE_BYTES`. */
  text: string | null;
  /** How much of the file (as it lies on the disk, so of the packed bytes) has been read: 0 to 1. */
  share: number;
}

const NEWLINE = 0x0a;

/**
 * Streams the lines of an .ndjson or .ndjson.gz file. No more than one chunk and one line are held at a time; the
 * caller's own pace slows the reading down. Empty lines are counted, but not handed out.
 */
export async function* readLines(file: string, maxLineBytes = MAX_LINE_BYTES): AsyncGenerator<RawLine> {
  const { size } = await stat(file);
  const raw = createReadStream(file, { highWaterMark: 256 * 1024 });
  const packed = file.endsWith('.gz');
  // pipe() hands no error on: a file that breaks off must end the unpacked side as well.
  const source = packed ? raw.pipe(createGunzip()) : raw;
  if (packed) raw.on('error', (error) => source.destroy(error));

  let line = 0;
  let parts: Buffer[] = [];
  let length = 0;
  const share = (): number => (size === 0 ? 1 : Math.min(1, raw.bytesRead / size));
  const take = (piece: Buffer): void => {
    length += piece.length;
    if (length <= maxLineBytes) parts.push(piece);
    else parts = [];
  };
  const end = (): RawLine | undefined => {
    line += 1;
    const text = length > maxLineBytes ? null : Buffer.concat(parts).toString('utf8').trim();
    parts = [];
    length = 0;
    return text === '' ? undefined : { line, text, share: share() };
  };

  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        take(chunk.subarray(from, at));
        from = at + 1;
        const found = end();
        if (found) yield found;
      }
      take(chunk.subarray(from));
    }
    if (length > 0) {
      const found = end();
      if (found) yield found;
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
