import type { Socket } from 'node:net';

/**
 * HTTP/1.1 in as few words as a measure needs. Load and subgraphs share one core, on which node:http would be the limit of fast
 * gateways. It reads what gateways send: a length or chunks, one message after the other.
 */
export interface Message {
  /** The first line and the headers. */
  readonly head: string;
  readonly body: Buffer;
}

const END_OF_HEAD = '\r\n\r\n';

export function readMessages(socket: Socket, onMessage: (message: Message) => void): void {
  let pending: Buffer[] = [];
  let have = 0;
  /** Nothing can be complete before so many bytes are there. */
  let needed = 0;
  socket.on('data', (chunk: Buffer) => {
    pending.push(chunk);
    have += chunk.length;
    if (have < needed) return;
    let rest = pending.length === 1 ? chunk : Buffer.concat(pending);
    for (;;) {
      const read = readOne(rest);
      if (typeof read === 'number') {
        needed = read;
        break;
      }
      rest = rest.subarray(read.size);
      onMessage(read);
    }
    pending = rest.length > 0 ? [rest] : [];
    have = rest.length;
  });
}

/** The message at the beginning of the bytes, or how many bytes it takes at least. */
function readOne(bytes: Buffer): (Message & { size: number }) | number {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end < 0) return bytes.length + 1;
  const head = bytes.toString('latin1', 0, end);
  const start = end + END_OF_HEAD.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined && /\r\ntransfer-encoding: *chunked/i.test(head)) return readChunks(bytes, { head, start });
  const size = start + Number(length ?? 0);
  return bytes.length < size ? size : { head, body: bytes.subarray(start, size), size };
}

function readChunks(
  bytes: Buffer,
  { head, start }: { head: string; start: number },
): (Message & { size: number }) | number {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return bytes.length + 1;
    const length = Number.parseInt(bytes.toString('latin1', at, end), 16);
    const next = end + 2 + length + 2;
    if (bytes.length < next) return next;
    if (length === 0) return { head, body: Buffer.concat(parts), size: next };
    parts.push(bytes.subarray(end + 2, end + 2 + length));
    at = next;
  }
}
