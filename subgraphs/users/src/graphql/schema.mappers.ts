import type { Account, Profile } from '../accounts/accounts.service.ts';

export type UserMapper = Account;
export type PublicProfileMapper = Profile;
