import { type Role, SCOPES_OF_ROLE } from '@quartet/schema/access';
import {
  anonymous,
  createLogger,
  type Mailer,
  postgresJobs,
  runJob,
  type SignedIn,
  type UserId,
  type Viewer,
} from '@quartet/service-kit';
import { afterwards, freshEnv } from '@quartet/test-kit';
import { ACCOUNT_MESSAGE } from '../src/messages/account-message.ts';
import { accountMessages } from '../src/messages/send-account-message.service.ts';
import { migrateUsers, readUsersEnv, startUsers, type UsersService } from '../src/index.ts';

export const PASSWORD = 'a-quiet-hill-in-may';

export interface SentMessage {
  kind: 'verify-email' | 'already-registered';
  to: string;
  verificationToken?: string;
}

type Execute = (
  query: string,
  variables?: Record<string, unknown>,
  viewer?: Viewer,
) => Promise<{ data: Record<string, unknown>; errors: unknown }>;

export interface TestUsers {
  users: UsersService;
  /** What was sent to the owners of addresses, oldest first: all that was due before an answer came. */
  messages: SentMessage[];
  /** Asks, and has the messages delivered that come of it. */
  execute: Execute;
  /** Asks. */
  ask: Execute;
  deliver: () => Promise<void>;
}

export function viewerOf(userId: UserId, role: Role = 'CUSTOMER'): SignedIn {
  return { kind: 'user', userId, sessionId: 'a-session', role, scopes: SCOPES_OF_ROLE[role] };
}

/** The subgraph on databases of the test file's own. */
export async function startTestUsers(settings: Record<string, string> = {}): Promise<TestUsers> {
  const messages: SentMessage[] = [];
  const log = createLogger({ name: 'test', level: 'silent' });
  const env = readUsersEnv({ ...(await freshEnv()), NODE_ENV: 'test', ...settings });
  await migrateUsers({ env, log, direction: 'up' });
  const users = await startUsers({ env, log, workers: false });
  afterwards(() => users.stop());
  const deliver = deliveryTo(users, messages);
  const ask: Execute = async (query, variables = {}, viewer = anonymous) => {
    const { data, errors } = await users.subgraph.execute({ query, variables, viewer, requestId: 'test' });
    // As it leaves the process: plain JSON.
    const json: unknown = JSON.parse(JSON.stringify({ data, errors: errors ?? null }));
    return json as { data: Record<string, unknown>; errors: unknown };
  };
  const execute: Execute = async (...question) => {
    const answer = await ask(...question);
    if (question[0] === REGISTER) await deliver();
    return answer;
  };
  return { users, messages, execute, ask, deliver };
}

/** Works off all messages that are due, and notes them. */
function deliveryTo({ db }: UsersService, messages: SentMessage[]): () => Promise<void> {
  const store = postgresJobs(db);
  const mailer: Mailer = {
    send: async ({ to, text }) => {
      const token = /^[\w-]{43}$/m.exec(text)?.[0];
      const kind = token === undefined ? 'already-registered' : 'verify-email';
      messages.push({ kind, to: to.address, ...(token !== undefined && { verificationToken: token }) });
    },
    close: () => undefined,
  };
  const tools = { db, mailer, shop: 'The Shop', shopUrl: null };
  return async () => {
    for (const lease of await store.lease({ kind: ACCOUNT_MESSAGE, limit: 100 })) {
      await runJob({ store, tools, definition: accountMessages }, lease);
    }
  };
}

export const REGISTER = `mutation ($input: RegisterInput!) { register(input: $input) {
  __typename ... on RegistrationAccepted { message registrationSecret } ... on WeakPassword { reasons } } }`;
export const VERIFY = `mutation ($token: String!, $password: String, $registrationSecret: String) {
  verifyEmail(token: $token, password: $password, registrationSecret: $registrationSecret) {
    __typename ... on Session { accessToken user { id email emailVerified displayName locale role status version } }
    ... on WeakPassword { reasons } ... on DomainError { message } } }`;
export const LOGIN = `mutation ($input: LoginInput!) { login(input: $input) {
  __typename ... on Session { accessToken accessTokenExpiresAt user { id email } } ... on DomainError { message } } }`;
