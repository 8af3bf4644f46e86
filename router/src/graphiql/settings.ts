import { readFileSync } from 'node:fs';

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
  /** For one click: the demo shop's accounts, in development only. */
  accounts: readonly DemoAccount[];
  /** File of each of the editor's workers. */
  workers: Readonly<Record<string, string>>;
}

interface DemoAccount {
  email: string;
  password: string;
  role: string;
}

/** The log-ins of the demo shop, as the seed makes them and `npm start` prints them. */
const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  ['ada', 'CUSTOMER'],
  ['support', 'SUPPORT'],
  ['catalog', 'CATALOG_MANAGER'],
  ['warehouse', 'WAREHOUSE'],
  ['admin', 'ADMIN'],
].map(([name, role]) => ({
  email: `${name}@demo.quartet.example`,
  password: 'quartet-demo-2026',
  role: String(role),
}));

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

/** @param o.demo whether the demo shop's accounts are offered */
export function pageSettings(o: { demo: boolean; workers: Readonly<Record<string, string>> }): PageSettings {
  const accounts = o.demo ? DEMO_ACCOUNTS : [];
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
    workers: o.workers,
  };
}

function tab(title: string, query: string, variables: object): Tab {
  return { title, query, variables: JSON.stringify(variables, null, 2), headers: '{}' };
}
