import type { Account, Profile } from '../accounts/account.ts';

export type UserMapper = Account;
export type PublicProfileMapper = Profile;
