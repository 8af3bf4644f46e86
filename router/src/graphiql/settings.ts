import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A tab, named by its operation. */
interface Tab {
  title: string;
  query: string;
  variables: string;
  headers: string;
}

/** What the page asks for when it starts: what stands in its tabs, and the queries that it asks by itself. */
export interface PageSettings {
  tabs: Tab[];
  login: string;
  newestOrder: string;
  /** Log-ins for one click, in development only. */
  accounts: readonly DemoLogin[];
  /** File of each of the editor's workers. */
  workers: Readonly<Record<string, string>>;
}

const demoLogin = z.object({ email: z.string().min(1), password: z.string(), role: z.string() });

/** A log-in that GraphiQL offers. Who runs a demo shop names its own: see DEMO_LOGINS. */
export type DemoLogin = z.output<typeof demoLogin>;

/** A list of log-ins as JSON. */
export const demoLogins = z.string().transform((text, issues): readonly DemoLogin[] => {
  const read = z.array(demoLogin).safeParse(parsed(text));
  if (read.success) return read.data;
  issues.addIssue('must be a JSON list such as [{"email": "…", "password": "…", "role": "CUSTOMER"}]');
  return z.NEVER;
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const LOGIN = `mutation LogIn($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on Session {
      accessToken
      accessTokenExpiresAt
    }
    ... on DomainError {
      message
    }
  }
}
`;

const NEWEST_ORDER = '{ me { displayName orders(first: 1) { nodes { id number } } } }';

const SEARCH = `query Search($query: String, $first: Int) {
  searchProducts(query: $query, first: $first) {
    totalCount
    nodes {
      name
      brand
      priceRange {
        min {
          amount
          currency
        }
      }
    }
    facets {
      field
      values {
        value
        count
      }
    }
  }
}
`;

export function pageSettings({
  accounts,
  workers,
}: {
  /** Offered in the page's form; the first one stands in the log-in tab. */
  accounts: readonly DemoLogin[];
  workers: Readonly<Record<string, string>>;
}): PageSettings {
  const { email, password } = accounts[0] ?? { email: '', password: '' };
  return {
    tabs: [
      tab('Flagship', readFileSync(new URL('../../../schema/flagship.graphql', import.meta.url), 'utf8'), { id: '' }),
      tab('Search', SEARCH, { query: 'pan', first: 5 }),
      tab('LogIn', LOGIN, { input: { email, password } }),
    ],
    login: LOGIN,
    newestOrder: NEWEST_ORDER,
    accounts,
    workers,
  };
}

function tab(title: string, query: string, variables: object): Tab {
  return { title, query, variables: JSON.stringify(variables, null, 2), headers: '{}' };
}
