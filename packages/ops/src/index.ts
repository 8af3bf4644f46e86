export { type MigrateOptions, migrateAll } from './migrate-all.ts';
export { runCommand, type Session, withSession } from './with-services.ts';
export { waitForSearch } from './wait-for-search.ts';
export { flag, readArguments, wholeNumber } from './arguments.ts';
