import type { Logger } from '@quartet/service-kit';

/** What the owner of an address is told. */
export type Message =
  { kind: 'verify-email'; to: string; verificationToken: string } | { kind: 'already-registered'; to: string };

export type SendMessage = (message: Message) => Promise<void>;

/**
 * Messages go to the log, one structured line each, until there is a provider of e-mail. In production the line says
 * only that there was one: whoever reads logs must not be able to take over an account.
 */
export function messagesToLog(log: Logger, o: { production: boolean }): SendMessage {
  return async (message) => {
    if (o.production) log.warn({ kind: message.kind }, 'a message was not sent: there is no provider of e-mail');
    else log.info({ message }, 'a message for the owner of an address');
    return Promise.resolve();
  };
}
