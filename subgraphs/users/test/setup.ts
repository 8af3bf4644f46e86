import { type Role, SCOPES_OF_ROLE } from '@quartet/schema/access';
import { anonymous, createLogger, type SignedIn, type UserId, type Viewer } from '@quartet/service-kit';
import { afterwards, freshEnv } from '@quartet/test-kit';

import { migrateUsers, readUsersEnv, startUsers, type UsersService } from '../src/index.ts';

export const PASSWORD = 'a-quiet-hill-in-may';

export interface LoggedMessage {
  kind: string;
  to: string;
  verificationToken?: string;
}

export interface TestUsers {
  users: UsersService;
  /** What the log told the owners of addresses, oldest first. */
  messages: LoggedMessage[];
  execute: (
    query: string,
    variables?: Record<string, unknown>,
    viewer?: Viewer,
  ) => Promise<{ data: Record<string, unknown>; errors: unknown }>;
}

export function viewerOf(userId: UserId, role: Role = 'CUSTOMER'): SignedIn {
  return { kind: 'user', userId, sessionId: 'a-session', role, scopes: SCOPES_OF_ROLE[role] };
}

/** The subgraph on databases of the test file's own. */
export async function startTestUsers(settings: Record<string, string> = {}): Promise<TestUsers> {
  const messages: LoggedMessage[] = [];
  const destination = {
    write: (line: string) => {
      const { message } = JSON.parse(line) as { message?: LoggedMessage };
      if (message) messages.push(message);
    },
  };
  const log = createLogger({ name: 'test', level: 'info', destination });
  const env = readUsersEnv({ ...(await freshEnv()), NODE_ENV: 'test', ...settings });
  await migrateUsers({ env, log, direction: 'up' });
  const users = await startUsers({ env, log, workers: false });
  afterwards(() => users.stop());
  const execute: TestUsers['execute'] = async (query, variables = {}, viewer = anonymous) => {
    const { data, errors } = await users.subgraph.execute({ query, variables, viewer, requestId: 'test' });
    // As it leaves the process: plain JSON.
    const json: unknown = JSON.parse(JSON.stringify({ data, errors: errors ?? null }));
    return json as { data: Record<string, unknown>; errors: unknown };
  };
  return { users, messages, execute };
}

export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  __typename ... on RegistrationAccepted { message registrationSecret } ... on WeakPassword { reasons } } }`;
export const VERIFY = `mutation ($token: String!, $password: String, $registrationSecret: String) {
  verifyEmail(token: $token, password: $password, registrationSecret: $registrationSecret) {
    __typename ... on Session { accessToken user { id email emailVerified displayName locale role status version } }
    ... on WeakPassword { reasons } ... on DomainError { message } } }`;
export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  __typename ... on Session { accessToken accessTokenExpiresAt user { id email } } ... on DomainError { message } } }`;
