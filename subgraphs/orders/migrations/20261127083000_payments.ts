import { sql, type Kysely } from 'kysely';

/** Payments with what is known of them, and the events of their providers. Not partitioned: found by reference, not by month. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table payments (
      id uuid primary key,
      order_id uuid not null,
      provider text not null,
      provider_ref text constraint payments_provider_ref_once unique,
      currency text not null,
      -- minor units of ISO 4217
      amount bigint not null check (amount > 0),
      status text not null check (status in (
        'PENDING', 'ACTION_REQUIRED', 'AUTHORISED', 'CAPTURED', 'FAILED', 'VOIDED', 'REFUNDED', 'UNKNOWN')),
      -- stored before each call of the provider, and part of its idempotency key
      attempt integer not null default 0,
      call_operation text check (call_operation in ('authorise', 'capture', 'void', 'refund')),
      call_refund_id text,
      call_state text check (call_state in ('RUNNING', 'UNANSWERED', 'ERROR', 'NOT_DONE', 'OVER')),
      called_at timestamptz,
      -- {url, clientSecret}: where the customer approves
      action jsonb,
      authorised bigint not null default 0,
      authorised_until timestamptz,
      captured bigint not null default 0,
      refunded bigint not null default 0,
      is_voided boolean not null default false,
      decline_reason text,
      capture_failure text,
      is_cancelled boolean not null default false,
      -- {reference: {captured, refunded, isVoided}}: further payments that the provider made for this id
      strays jsonb not null default '{}',
      -- when something is to be done at the provider; null: nothing
      settle_at timestamptz,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      constraint payments_call_whole check ((call_operation is null) = (call_state is null)),
      constraint payments_captured_within_amount check (captured between 0 and amount),
      constraint payments_refunded_within_captured check (refunded between 0 and captured)
    )`.execute(db);
  await sql`create index payments_order on payments (order_id, id)`.execute(db);
  await sql`create index payments_settle on payments (settle_at) where settle_at is not null`.execute(db);

  await sql`
    create table payment_refunds (
      payment_id uuid not null references payments (id),
      -- ours, or the provider's reference of a refund that was made there by hand
      refund_id text not null,
      provider_ref text constraint payment_refunds_provider_ref_once unique,
      amount bigint not null check (amount > 0),
      status text not null check (status in ('PENDING', 'SUCCEEDED', 'FAILED')),
      created_at timestamptz not null default now(),
      primary key (payment_id, refund_id)
    )`.execute(db);

  await sql`
    create table payment_webhooks (
      provider text not null,
      event_id text not null,
      type text not null,
      -- as it was delivered, with what the provider says of the customer: pruned
      body text not null,
      received_at timestamptz not null default now(),
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      worked_off_at timestamptz,
      result text,
      primary key (provider, event_id)
    )`.execute(db);
  await sql`create index payment_webhooks_due on payment_webhooks (next_attempt_at) where worked_off_at is null`.execute(
    db,
  );
  await sql`create index payment_webhooks_age on payment_webhooks (received_at)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table payment_webhooks, payment_refunds, payments`.execute(db);
}
