import type { Db } from 'mongodb';

/** @throws MongoError while the database does not answer */
export async function pingDatabase(db: Db): Promise<void> {
  await db.command({ ping: 1 });
}
