// cspell:disable
import type { Words } from './words.ts';

export const german: Words = {
  verifyEmail: {
    subject: (shop) => `Bitte bestätigen Sie Ihre E-Mail-Adresse für ${shop}`,
    text: 'Willkommen! Bitte bestätigen Sie, dass dies Ihre E-Mail-Adresse ist. Der Code gilt einen Tag lang.',
    open: 'Adresse bestätigen',
    code: 'Ihr Code:',
    notYou: 'Wenn Sie sich nicht registriert haben, müssen Sie nichts tun: Ohne diesen Code geschieht nichts.',
  },
  alreadyRegistered: {
    subject: (shop) => `Sie haben schon ein Konto bei ${shop}`,
    text: 'Gerade hat sich jemand mit Ihrer E-Mail-Adresse registriert, die schon ein Konto hat. Es hat sich nichts geändert: Melden Sie sich wie bisher mit Ihrem Passwort an.',
    notYou: 'Wenn Sie das nicht waren, müssen Sie nichts tun.',
  },
  goodbye: (shop) => `Freundliche Grüße\n${shop}`,
};
