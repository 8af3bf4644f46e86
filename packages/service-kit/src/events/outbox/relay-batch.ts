import { type Kysely, type QueryExecutorProvider, sql } from 'kysely';
import { lockAgainstResend } from './resend.ts';
import type { Outgoing, Publisher } from './publish.ts';

const ROWS = 100;
/** How many republished rows go into a batch that is reserved for them although live rows may wait. */
const ROWS_OF_A_TURN = 20;

interface Row extends Outgoing {
  id: string;
  republished: boolean;
}

export interface Sent {
  live: number;
  republished: number;
}

/**
 * Publishes a batch of rows and marks them: live rows first, then republished ones where there is room and
 * `mayRepublish`; with `first: 'republished'` some of those come first. The rows stay locked until the broker has
 * acknowledged them, so that other relays skip them. A crash in between leaves them unmarked, and they are sent once
 * more.
 * @throws the database's or the broker's error; the rows that the broker had acknowledged before are marked
 */
export async function sendRows<DB>(o: {
  db: Kysely<DB>;
  stream: string;
  publisher: Publisher;
  first: 'live' | 'republished';
  mayRepublish: boolean;
}): Promise<Sent> {
  const { sent, error } = await o.db.transaction().execute(async (trx) => {
    await lockAgainstResend(trx, o.stream);
    const rows = await takeRows(trx, o);
    if (rows.length === 0) return { sent: { live: 0, republished: 0 } };
    const { done, error } = await o.publisher.append(rows);
    const published = rows.filter(({ event }) => done.has(event.id));
    const ids = published.map(({ id }) => id);
    await sql`update outbox set published_at = clock_timestamp() where id = any(${ids}::uuid[])`.execute(trx);
    const republished = published.filter((row) => row.republished).length;
    return { sent: { live: published.length - republished, republished }, error };
  });
  if (error) throw error;
  return sent;
}

/** Locks a hundred rows at most, and returns as many of them as fit into one transfer. */
async function takeRows(
  trx: QueryExecutorProvider,
  {
    stream,
    publisher,
    first,
    mayRepublish,
  }: { stream: string; publisher: Publisher; first: 'live' | 'republished'; mayRepublish: boolean },
): Promise<Row[]> {
  const turn =
    first === 'republished'
      ? await takeLane(trx, { stream, publisher, republished: true, atMost: ROWS_OF_A_TURN })
      : [];
  const live = await takeLane(trx, { stream, publisher, republished: false, atMost: ROWS - turn.length });
  const room = mayRepublish && turn.length === 0 ? ROWS - live.length : 0;
  const rest = room > 0 ? await takeLane(trx, { stream, publisher, republished: true, atMost: room }) : [];
  return [...live, ...turn, ...rest];
}

async function takeLane(
  trx: QueryExecutorProvider,
  o: { stream: string; publisher: Publisher; republished: boolean; atMost: number },
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with taken as materialized (
      select id, event, only_group, republished from outbox
      where stream = ${o.stream} and published_at is null and republished = ${o.republished}
      order by id
      limit ${o.atMost}
      for update skip locked
    ), measured as (
      select *, sum(octet_length(event::text)) over (order by id) - octet_length(event::text) as before from taken
    )
    select id, event, only_group as "targetGroup", republished from measured
    where before < ${o.publisher.size.bytes()}
    order by id`.execute(trx);
  return rows;
}
