import type { ReadStream } from 'node:tty';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { StartError } from '@quartet/service-kit/start-error';

/** Where answers come from: standard input, or a test's stand-in for it. */
export type Answers = NodeJS.ReadableStream & Pick<ReadStream, 'isTTY'>;

interface Question {
  input: Answers;
  /** Where the question is written. */
  say: (text: string) => void;
  /** Keeps what is typed off the screen. */
  hidden?: boolean;
}

/** Asks a person at the terminal and answers with the line. @throws StartError on Ctrl-C and at the end of the input */
export async function askPerson(text: string, { input, say, hidden = false }: Question): Promise<string> {
  const screen = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!hidden) say(chunk.toString());
      done();
    },
  });
  const line = createInterface({ input, output: screen, terminal: true, historySize: 0 });
  say(text);
  try {
    return await new Promise<string>((resolve, reject) => {
      line.once('line', resolve);
      line.once('SIGINT', () => reject(new StartError('interrupted')));
      line.once('close', () => reject(new StartError('There was no answer')));
    });
  } finally {
    line.close();
    if (hidden) say('\n');
  }
}

const MAX_SECRET_BYTES = 4_096;
const SECRET_WAIT_MS = 60_000;

/** The one line of a file or pipe, such as a password. @throws StartError where it is more, too long or does not come */
export async function readSecretLine(input: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const late = setTimeout(() => {
    (input as NodeJS.ReadStream).destroy(new StartError('Nothing came on standard input for a minute'));
  }, SECRET_WAIT_MS);
  try {
    for await (const chunk of input) {
      const piece = Buffer.from(chunk as Uint8Array);
      chunks.push(piece);
      bytes += piece.length;
      if (bytes > MAX_SECRET_BYTES) throw new StartError('Standard input has more than one line of a password');
    }
  } finally {
    clearTimeout(late);
  }
  const text = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n$/, '');
  if (/[\r\n]/.test(text)) throw new StartError('Standard input has more than one line of a password');
  if (text === '') throw new StartError('Standard input has no password');
  return text;
}
