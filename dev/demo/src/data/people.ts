import type { Role } from '@quartet/schema/access';
import { createRandom } from './random.ts';

export interface DemoLogin {
  email: string;
  password: string;
  displayName: string;
  role: Role;
}

const DOMAIN = 'demo.quartet.example';
const PASSWORD = 'quartet-demo-2026';

/** The customer whose order `npm start` shows. */
export const demoCustomer: DemoLogin = {
  email: `ada@${DOMAIN}`,
  password: PASSWORD,
  displayName: 'Ada Lovelace',
  role: 'CUSTOMER',
};

const STAFF: readonly DemoLogin[] = (
  [
    ['support', 'Sam Support', 'SUPPORT'],
    ['catalog', 'Cleo Catalog', 'CATALOG_MANAGER'],
    ['warehouse', 'Wim Warehouse', 'WAREHOUSE'],
    ['admin', 'Ann Admin', 'ADMIN'],
  ] as const
).map(([name, displayName, role]) => ({ email: `${name}@${DOMAIN}`, password: PASSWORD, displayName, role }));

/** The log-ins that a visitor of the demo shop is told: a customer, and one of each staff role. */
export const demoLogins: readonly DemoLogin[] = [demoCustomer, ...STAFF];

const FIRST = [
  'Ben',
  'Carla',
  'Dmitri',
  'Elif',
  'Femi',
  'Greta',
  'Hana',
  'Ivo',
  'Jana',
  'Kofi',
  'Lea',
  'Mateo',
  'Nadia',
  'Oskar',
  'Priya',
  'Quentin',
  'Rosa',
  'Sven',
  'Tomoko',
  'Umar',
] as const;
const LAST = [
  'Adler',
  'Bianchi',
  'Costa',
  'Dubois',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jansen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
  'Nowak',
  'Okafor',
  'Petrov',
  'Quist',
  'Rossi',
  'Silva',
  'Tanaka',
] as const;

/** Customer number `index` (from 0); number 0 is the demo customer. */
export function customerOf(index: number): DemoLogin {
  if (index === 0) return demoCustomer;
  const random = createRandom(`customer:${index}`);
  const displayName = `${random.pick(FIRST)} ${random.pick(LAST)}`;
  const local = displayName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.');
  return { email: `${local}.${index}@${DOMAIN}`, password: PASSWORD, displayName, role: 'CUSTOMER' };
}

/** The customers, then the staff. */
export function people(customers: number): DemoLogin[] {
  return [...Array.from({ length: customers }, (_, index) => customerOf(index)), ...STAFF];
}

const TOWNS = [
  { city: 'Berlin', postalCode: '10115', country: 'DE', street: 'Invalidenstraße' },
  { city: 'Wien', postalCode: '1070', country: 'AT', street: 'Neubaugasse' },
  { city: 'Lyon', postalCode: '69002', country: 'FR', street: 'Rue Mercière' },
  { city: 'Utrecht', postalCode: '3511 LN', country: 'NL', street: 'Oudegracht' },
  { city: 'Bologna', postalCode: '40126', country: 'IT', street: 'Via Zamboni' },
  { city: 'Porto', postalCode: '4050-253', country: 'PT', street: 'Rua das Flores' },
] as const;

/** Where a customer's parcels go: always the same place. */
export function addressOf(person: DemoLogin) {
  const random = createRandom(`address:${person.email}`);
  const { city, postalCode, country, street } = random.pick(TOWNS);
  return { name: person.displayName, line1: `${street} ${random.int(1, 120)}`, city, postalCode, country };
}
