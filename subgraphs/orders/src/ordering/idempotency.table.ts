import type { ColumnType, Generated } from 'kysely';

/** The first answer to a (owner, operation, key); kept for a week (the promise is 24 hours). */
export interface IdempotencyKeyTable {
  owner: string;
  operation: string;
  key: string;
  /** SHA-256 of the client's input: the same key with other input is a conflict. */
  request_hash: string;
  result: ColumnType<unknown, string, string>;
  created_at: Generated<Date>;
}
