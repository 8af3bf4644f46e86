/** The catalog's database: what the functions of the domain take first. Only repositories look inside. */
export type { Db } from 'mongodb';
