export { registerVerified } from './accounts/accounts.service.ts';
export type { Account } from './accounts/accounts.service.ts';
export type { UsersDatabase } from './database.ts';
export { readUsersEnv } from './env.ts';
export type { UsersEnv } from './env.ts';
export { migrateUsers, usersMigrations } from './migrate.ts';
export { startUsers } from './start.ts';
export type { UsersService } from './start.ts';
