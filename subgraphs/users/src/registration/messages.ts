import type { Logger } from '@quartet/service-kit';

/** A message to the owner of an address. */
export type Message =
  { kind: 'verify-email'; to: string; verificationToken: string } | { kind: 'already-registered'; to: string };

export type SendMessage = (message: Message) => Promise<void>;

/**
 * Writes messages to the log, one structured line each, until there is an e-mail provider. In production the line does
 * not contain the message: a person who can read the log must not be able to take over an account.
 */
export function messagesToLog(log: Logger, options: { production: boolean }): SendMessage {
  return async (message) => {
    if (options.production) log.warn({ kind: message.kind }, 'a message was not sent: there is no e-mail provider');
    else log.info({ message }, 'a message for the owner of an address');
    return Promise.resolve();
  };
}
