import type { SessionReader } from '@quartet/service-kit';

/** Everybody is signed in with the role of their token: for tests that are about other things. */
export const everyoneSignedIn: SessionReader = {
  require: ({ userId, role }) => Promise.resolve({ userId, role }),
};
