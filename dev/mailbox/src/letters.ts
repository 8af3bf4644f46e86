import PostalMime from 'postal-mime';

/** A message as it came in. */
export interface Letter {
  /** Counts up. */
  id: number;
  at: string;
  from: string;
  to: string[];
  messageId: string | null;
  subject: string;
  text: string;
  html: string | null;
  attachments: { filename: string | null; contentType: string; bytes: number }[];
  raw: string;
}

const MOST_LETTERS = 1_000;
const MOST_CHARACTERS = 50_000_000;

/** The newest letters; older ones are dropped. */
export class Letters {
  #letters: Letter[] = [];
  #characters = 0;
  #count = 0;

  async add(raw: Buffer, envelope: { from: string; to: string[] }): Promise<void> {
    const parsed = await PostalMime.parse(raw);
    const letter: Letter = {
      id: ++this.#count,
      at: new Date().toISOString(),
      ...envelope,
      messageId: parsed.messageId ?? null,
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? null,
      attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
        filename,
        contentType: mimeType,
        bytes: typeof content === 'string' ? content.length : content.byteLength,
      })),
      raw: raw.toString('utf8'),
    };
    this.#letters.push(letter);
    this.#characters += letter.raw.length;
    while (this.#letters.length > MOST_LETTERS || this.#characters > MOST_CHARACTERS) {
      this.#characters -= this.#letters.shift()?.raw.length ?? 0;
    }
  }

  /** The newest first; `to`: an address. */
  list({ to, limit = MOST_LETTERS }: { to?: string | undefined; limit?: number } = {}): Letter[] {
    const wanted = to?.toLowerCase();
    return this.#letters
      .filter((letter) => wanted === undefined || letter.to.some((address) => address.toLowerCase() === wanted))
      .slice(-limit)
      .reverse();
  }

  get(id: number): Letter | undefined {
    return this.#letters.find((letter) => letter.id === id);
  }
}
