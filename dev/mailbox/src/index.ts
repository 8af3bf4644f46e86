export type { Letter } from './letters.ts';
export { startMailbox, type Mailbox } from './mailbox.ts';
