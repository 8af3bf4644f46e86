import { isUtf8 } from 'node:buffer';
import { StartError } from '@quartet/service-kit/start-error';

/** UTF-16 is read where a byte order mark says so; all else must be UTF-8. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const SAVE_AS = 'save it as UTF-8';

/** What the first bytes say of the encoding. @throws StartError for one that cannot be read */
export function encodingOf(name: string, bytes: Buffer): Encoding {
  const start = bytes.toString('hex', 0, 4);
  if (start === 'fffe0000' || start === '0000feff') throw new StartError(`${name} is UTF-32: ${SAVE_AS}`);
  if (start.startsWith('fffe')) return 'utf-16le';
  if (start.startsWith('feff')) return 'utf-16be';
  // Bytes 0 that got into the data cost their line; in Latin letters of UTF-16 it is every second byte.
  const zeros: [even: number, odd: number] = [0, 0];
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  if (Math.max(...zeros) > bytes.length / 4 && Math.min(...zeros) < bytes.length / 20) {
    throw new StartError(`${name} is UTF-16 without a byte order mark: ${SAVE_AS}`);
  }
  return 'utf-8';
}

/** The text without its byte order mark; a character that is cut at the end is left out. */
export function textOf(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}

/** Hands out the bytes as UTF-8. */
export async function* asUtf8(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

const WINDOWS = new TextDecoder('windows-1252');

/** Where a line is not UTF-8, and what it probably is; null where it is. */
export function notUtf8(bytes: Buffer): string | null {
  if (isUtf8(bytes)) return null;
  const readable = bytes.toString('utf8');
  const column = readable.indexOf('\uFFFD');
  const byte = bytes[Buffer.byteLength(readable.slice(0, column))] ?? 0;
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  const letter = WINDOWS.decode(Uint8Array.of(byte));
  return `not UTF-8: the byte ${hex} at character ${column + 1} ("${letter}" if the file is Windows-1252): ${SAVE_AS}`;
}
