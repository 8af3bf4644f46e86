import { escapeHtml } from '@quartet/service-kit';
import type { Letter } from './letters.ts';

export function listPage(letters: readonly Letter[]): string {
  const row = ({ id, at, to, subject }: Letter): string =>
    `<tr><td>${escapeHtml(at.slice(0, 19).replace('T', ' '))}</td><td>${escapeHtml(to.join(', '))}</td>
     <td><a href="/mail/${id}">${escapeHtml(subject || '(no subject)')}</a></td></tr>`;
  const body =
    letters.length === 0
      ? '<p>No message has come in yet. This page shows what the shop sends; nothing leaves this machine.</p>'
      : `<table><tr><th>UTC</th><th>To</th><th>Subject</th></tr>${letters.map(row).join('\n')}</table>`;
  return page('Mail', `<h1>Mail</h1>${body}`, { refreshSeconds: 5 });
}

export function letterPage({ id, at, from, to, subject, messageId, text, html, attachments }: Letter): string {
  const field = (name: string, value: string) => `<tr><th>${name}</th><td>${escapeHtml(value)}</td></tr>`;
  const files = attachments.map(
    ({ filename, contentType, bytes }) => `${filename ?? '?'} (${contentType}, ${bytes} bytes)`,
  );
  return page(
    subject,
    `<p><a href="/mail">All messages</a> · <a href="/mail/${id}/source">Source</a></p>
    <h1>${escapeHtml(subject)}</h1>
    <table>${field('From', from)}${field('To', to.join(', '))}${field('At', at)}${field('Message-ID', messageId ?? '')}
    ${files.length === 0 ? '' : field('Attachments', files.join(', '))}</table>
    <h2>Text</h2><pre>${escapeHtml(text)}</pre>
    ${html === null ? '' : `<h2>HTML</h2><iframe sandbox srcdoc="${escapeHtml(html)}"></iframe>`}`,
  );
}

export const notFoundPage = (): string =>
  page('No such message', '<p>There is no such message (any more). <a href="/mail">All messages</a></p>');

function page(title: string, body: string, { refreshSeconds }: { refreshSeconds?: number } = {}): string {
  const refresh = refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    ${refresh}
    <title>${escapeHtml(title)}</title>
    <style>
      body { font: 16px/1.5 system-ui; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      th { text-align: left; padding-right: 1rem } td { padding-right: 1rem }
      pre { white-space: pre-wrap; background: #f4f4f4; padding: 1rem } iframe { width: 100%; height: 30rem; border: 1px solid #ccc }
    </style>
  </head>
  <body>${body}</body>
</html>
`;
}
