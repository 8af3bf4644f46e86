import type { JWK } from 'jose';
import type { Generated, JSONColumnType } from 'kysely';

export interface SigningKeysTable {
  kid: string;
  private_jwk: JSONColumnType<JWK & object>;
  public_jwk: JSONColumnType<JWK & object>;
  created_at: Generated<Date>;
}
