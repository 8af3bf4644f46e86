import type { Words } from './words.ts';

export const english: Words = {
  verifyEmail: {
    subject: (shop) => `Please verify your e-mail address for ${shop}`,
    text: 'Welcome! Please verify that this is your e-mail address. The code below is good for a day.',
    open: 'Verify the address',
    code: 'Your code:',
    notYou: 'If you did not register, you need not do anything: without this code nothing happens.',
  },
  alreadyRegistered: {
    subject: (shop) => `You already have an account at ${shop}`,
    text: 'Somebody has just registered with your e-mail address, which has an account already. Nothing has changed: log in with your password as before.',
    notYou: 'If that was not you, you need not do anything.',
  },
  goodbye: (shop) => `Best regards\n${shop}`,
};
