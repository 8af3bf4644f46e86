import type { Db } from 'mongodb';

export async function up(db: Db): Promise<void> {
  await db.collection('categories').createIndexes([
    { key: { slug: 1 }, name: 'categories_slug', unique: true },
    { key: { parentId: 1, name: 1 }, name: 'categories_parent' },
    { key: { ancestorIds: 1 }, name: 'categories_ancestors' },
  ]);
}

export async function down(db: Db): Promise<void> {
  await db.dropCollection('categories');
}
