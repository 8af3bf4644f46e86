import { majorUnits } from '@quartet/service-kit';
import type { Payment } from './payments.ts';

/** The page on which a customer approves or declines; a stand-in for that of a bank. */
export function approvalPage(payment: Payment): string {
  const amount = `${majorUnits(payment.amount, payment.currency)} ${payment.currency}`;
  return page(
    `<h1>Approve ${escape(amount)}?</h1>
    <p>Payment ${escape(payment.reference)}. This is a sandbox: no money moves.</p>
    <form method="post">
      <input type="hidden" name="secret" value="${escape(payment.clientSecret)}">
      <button name="decision" value="approve">Approve</button>
      <button name="decision" value="decline">Decline</button>
    </form>`,
  );
}

export function notePage(text: string): string {
  return page(`<h1>${escape(text)}</h1><p>This is a sandbox: no money moves.</p>`);
}

function page(body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Payment sandbox</title>
    <style>body { font: 16px/1.5 system-ui; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }</style>
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
