import { isUtf8 } from 'node:buffer';
import { StartError } from '@quartet/service-kit/start-error';

/** UTF-16 is read where a byte order mark says so; all else must be UTF-8. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const SAVE_AS = 'save it as UTF-8';

/** The encoding that the first bytes show. @throws StartError for an encoding that is not supported */
export function encodingOf(name: string, bytes: Buffer): Encoding {
  const start = bytes.toString('hex', 0, 4);
  if (start === 'fffe0000' || start === '0000feff') throw new StartError(`${name} is UTF-32: ${SAVE_AS}`);
  if (start.startsWith('fffe')) return 'utf-16le';
  if (start.startsWith('feff')) return 'utf-16be';
  // A zero byte within the data costs its line; in UTF-16 with Latin letters every second byte is zero.
  const zeros: [even: number, odd: number] = [0, 0];
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at % 2 === 0 ? 0 : 1] += 1;
  if (Math.max(...zeros) > bytes.length / 4 && Math.min(...zeros) < bytes.length / 20) {
    throw new StartError(`${name} is UTF-16 without a byte order mark: ${SAVE_AS}`);
  }
  return 'utf-8';
}

/** The text without its byte order mark and without a character that is cut at the end. */
export function textOf(bytes: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes, { stream: true });
}

/** Converts the bytes to UTF-8. */
export async function* asUtf8(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

const WINDOWS = new TextDecoder('windows-1252');

/** Why a line is not UTF-8, and its probable encoding; null if it is UTF-8. */
export function notUtf8(bytes: Buffer): string | null {
  if (isUtf8(bytes)) return null;
  const readable = bytes.toString('utf8');
  const column = readable.indexOf('\uFFFD');
  const byte = bytes[Buffer.byteLength(readable.slice(0, column))] ?? 0;
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  const letter = WINDOWS.decode(Uint8Array.of(byte));
  return `not UTF-8: the byte ${hex} at character ${column + 1} ("${letter}" if the file is Windows-1252): ${SAVE_AS}`;
}
