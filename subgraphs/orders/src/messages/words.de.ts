// cspell:disable
import type { Words } from './words.ts';

export const german: Words = {
  hello: (name) => (name === null ? 'Guten Tag,' : `Guten Tag ${name},`),
  received: {
    subject: (number) => `Ihre Bestellung ${number}`,
    text: 'wir haben Ihre Bestellung erhalten. Sobald die Zahlung geklärt ist, hören Sie wieder von uns.',
  },
  confirmed: {
    subject: (number) => `Ihre Bestellung ${number} ist bestätigt`,
    text: 'vielen Dank! Ihre Bestellung ist bezahlt und bestätigt. Das haben Sie gekauft:',
  },
  approvalNeeded: {
    subject: (number) => `Bitte geben Sie die Zahlung Ihrer Bestellung ${number} frei`,
    text: 'Ihre Bank möchte, dass Sie die Zahlung freigeben. Wir halten die Ware kurze Zeit für Sie zurück; eine Bestellung, deren Zahlung bis dahin nicht freigegeben ist, wird storniert.',
    approve: 'Zahlung freigeben',
  },
  paymentFailed: {
    subject: (number) => `Die Zahlung Ihrer Bestellung ${number} ist fehlgeschlagen`,
    text: 'die Zahlung wurde abgelehnt, deshalb konnten wir Ihre Bestellung nicht annehmen. Es wurde nichts abgebucht. Ihr Warenkorb ist noch da: Sie können erneut bestellen, auch mit einer anderen Zahlungsart.',
  },
  cancelled: {
    subject: (number) => `Ihre Bestellung ${number} ist storniert`,
    because: {
      payment_declined: 'die Zahlung wurde abgelehnt.',
      approval_expired: 'die Zahlung wurde nicht rechtzeitig freigegeben.',
      superseded: 'Sie haben denselben Warenkorb noch einmal bestellt, und nur diese Bestellung gilt.',
      capture_failed: 'die Zahlung konnte nicht abgeschlossen werden.',
    },
    nothingCharged: 'Es wird nichts abgebucht. Was Ihre Bank vorgemerkt hat, wird wieder frei.',
  },
  subtotal: 'Zwischensumme',
  discount: 'Rabatt',
  shipping: 'Versand',
  total: 'Gesamtbetrag',
  includedTax: (rate) => `inkl. MwSt. ${rate}`,
  addedTax: (rate) => `MwSt. ${rate}`,
  deliveredTo: 'Lieferung an:',
  goodbye: (shop) => `Freundliche Grüße\n${shop}`,
};
