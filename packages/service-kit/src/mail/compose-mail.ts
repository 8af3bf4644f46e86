/*
 * A message is written once, as blocks; its text and its HTML come from the same blocks, so that neither says what the other
 * does not, and every value is escaped in one place.
 */

export type MailBlock =
  | { kind: 'text'; text: string }
  /** Amounts, addresses: a name and a value in each row. */
  | { kind: 'rows'; rows: readonly (readonly [name: string, value: string])[] }
  | { kind: 'link'; label: string; url: string }
  /** Something to copy. */
  | { kind: 'code'; text: string };

export interface ComposedMail {
  language: string;
  subject: string;
  text: string;
  html: string;
}

export function composeMail({
  language,
  subject,
  blocks,
}: {
  language: string;
  subject: string;
  blocks: readonly MailBlock[];
}): ComposedMail {
  const html = `<!doctype html>
<html lang="${escapeHtml(language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="font:16px/1.5 sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem">
${blocks.map(htmlOf).join('\n')}
</body>
</html>
`;
  return { language, subject, text: `${blocks.map(textOf).join('\n\n')}\n`, html };
}

function textOf(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
    case 'code':
      return block.text;
    case 'rows': {
      const width = Math.max(...block.rows.map(([name]) => name.length));
      return block.rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
    }
    case 'link':
      return `${block.label}:\n${safeUrl(block.url)}`;
  }
}

function htmlOf(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeHtml(block.text).replaceAll('\n', '<br>')}</p>`;
    case 'code':
      return `<p><code style="font-size:1.1em;word-break:break-all">${escapeHtml(block.text)}</code></p>`;
    case 'rows': {
      const row = ([name, value]: readonly [string, string]) =>
        `<tr><td style="padding:0 1rem 0 0">${escapeHtml(name)}</td><td style="text-align:right">${escapeHtml(value)}</td></tr>`;
      return `<table style="border-collapse:collapse">${block.rows.map(row).join('')}</table>`;
    }
    case 'link':
      return `<p><a href="${escapeHtml(safeUrl(block.url))}">${escapeHtml(block.label)}</a></p>`;
  }
}

/** A link leads to a page, and does nothing else. @throws where it is none */
function safeUrl(url: string): string {
  const { protocol, href } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') throw new Error('a link in a message is no address of a page');
  return href;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The language that a message is written in: of those there are, the one of the locale, else the first. */
export function languageOf<L extends string>(locale: string | null, languages: readonly [L, ...L[]]): L {
  const wanted = locale?.toLowerCase().split(/[-_]/)[0];
  return languages.find((language) => language === wanted) ?? languages[0];
}
