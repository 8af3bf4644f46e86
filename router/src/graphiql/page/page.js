/* global YogaGraphiQL */
// The page around GraphiQL: it logs in, puts the token into the headers and the newest order into the flagship.
// Everything lies in the session's storage: it is gone with the browser's tab, and the token with it.

const SESSION = 'quartet:session';
const NEXT = 'quartet:next';
const store = window.sessionStorage;
const settings = await (await fetch('/graphiql/settings.json')).json();
const byId = (id) => document.getElementById(id);

/** Codes by which the router refuses a token. */
const REFUSED = ['TOKEN_EXPIRED', 'UNAUTHENTICATED'];

/** One request to the graph; answers the body, also where the graph refused. */
async function ask(body, headers = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}

const written = (value) => JSON.stringify(value, null, 2);
const read = (key) => JSON.parse(store.getItem(key) ?? 'null');
const bearer = (token) => ({ Authorization: `Bearer ${token}` });

/** GraphiQL's tabs as it has kept them, else those that the server gives. */
function tabsNow() {
  const { tabs, activeTabIndex } = read('graphiql:tabState') ?? {};
  if (tabs?.length > 0) return { tabs, active: tabs[activeTabIndex] ? activeTabIndex : 0 };
  const given = settings.tabs.map((tab, at) => ({
    ...tab,
    id: `quartet-${at}`,
    operationName: tab.title,
    response: null,
  }));
  return { tabs: given, active: 0 };
}

/**
 * GraphiQL begins with the tabs in its storage. It keeps the editors' texts apart from them: where the two do not agree, it
 * would open a tab more.
 */
function keepTabs({ tabs, active }) {
  store.setItem('graphiql:tabState', JSON.stringify({ tabs, activeTabIndex: active }));
  for (const name of ['query', 'variables', 'headers']) {
    const text = tabs[active][name];
    if (text) store.setItem(`graphiql:${name}`, text);
    else store.removeItem(`graphiql:${name}`);
  }
}

/** The headers of a tab with another token, or with none. What is no JSON is replaced. */
function withToken(headers, token) {
  let kept = {};
  try {
    kept = Object.entries(JSON.parse(headers || '{}')).filter(([name]) => name.toLowerCase() !== 'authorization');
  } catch {
    // Somebody was still typing.
  }
  return written({ ...Object.fromEntries(kept), ...(token && bearer(token)) });
}

/** GraphiQL reads its storage only when it starts, and may write it until then: the page is loaded again with this. */
function startAgain(change, session) {
  const { tabs, active } = tabsNow();
  store.setItem(NEXT, JSON.stringify({ tabs: tabs.map((tab) => ({ ...tab, ...change(tab) })), active }));
  if (session) store.setItem(SESSION, JSON.stringify(session));
  else store.removeItem(SESSION);
  window.location.reload();
}

async function logIn({ email, password }) {
  const { data, errors } = await ask({ query: settings.login, variables: { input: { email, password } } });
  const token = data?.login?.accessToken;
  if (!token) throw new Error(data?.login?.message ?? errors?.[0]?.message ?? 'The log-in was refused');
  const mine = await ask({ query: settings.newestOrder }, bearer(token));
  const order = mine.data?.me?.orders?.nodes[0];
  const change = (tab) => ({
    headers: withToken(tab.headers, token),
    ...(order && tab.operationName === 'Flagship' && { variables: written({ id: order.id }) }),
  });
  startAgain(change, { token, email, name: mine.data?.me?.displayName ?? email, order: order?.number });
}

/** When the token ends, in ms; what is no token has ended already. */
function endOf(token) {
  try {
    const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
    return JSON.parse(atob(payload)).exp * 1000;
  } catch {
    return 0;
  }
}

/** Whether a token is there and still good, by its own end. */
function stateOf(session) {
  if (!session) return 'signed-out';
  return !session.refused && endOf(session.token) > Date.now() ? 'signed-in' : 'expired';
}

function wordsFor(state, session) {
  if (state === 'signed-out') return '';
  if (state === 'expired') {
    return `The log-in of ${session.name} has expired. Until you log in again or log out, requests with its token are refused.`;
  }
  const until = new Date(endOf(session.token)).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const order = session.order ? `newest order ${session.order}` : 'no order yet';
  return `${session.name}, ${order}. The token is in the headers and lasts until ${until}.`;
}

let shown;
/** The bar says what is so now: called again and again, it changes only where the state has. */
function showAccount(session) {
  const state = stateOf(session);
  if (state === shown) return;
  shown = state;
  form.className = state;
  byId('who').textContent = wordsFor(state, session);
  byId('log-in').hidden = state === 'signed-in';
  byId('log-out').hidden = state === 'signed-out';
  byId('hint').hidden = state === 'signed-in';
  if (state === 'expired' && session.email) choose(session.email);
}

/** Puts an address into the form, with its password where it is a demo account's. */
function choose(email) {
  const account = settings.accounts.find((one) => one.email === email);
  form.elements.email.value = email;
  form.elements.password.value = account?.password ?? '';
  form.elements.demo.value = account ? email : '';
}

function listAccounts() {
  const [first] = settings.accounts;
  if (!first) return;
  byId('demo').hidden = false;
  for (const { email, role } of settings.accounts) {
    form.elements.demo.append(Object.assign(document.createElement('option'), { value: email, label: role }));
  }
  form.elements.demo.addEventListener('change', () => choose(form.elements.demo.value));
  choose(first.email);
}

const form = byId('account');
const session = read(SESSION);
listAccounts();
showAccount(session);
setInterval(() => showAccount(session), 1000);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  byId('said').textContent = '';
  logIn({ email: form.elements.email.value, password: form.elements.password.value }).catch((error) => {
    byId('said').textContent = error.message;
  });
});
byId('log-out').addEventListener('click', () => {
  startAgain((tab) => ({ headers: withToken(tab.headers, undefined) }));
});

window.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => `/graphiql/${settings.workers[label] ?? settings.workers.editorWorkerService}`,
};
keepTabs(read(NEXT) ?? tabsNow());
store.removeItem(NEXT);

/** What GraphiQL asks. Where the router refuses our token the bar says so, whatever the clock of this machine. */
async function fetcher({ query, operationName, variables }, options) {
  // The schema is for every caller: the editor knows it with a stale token too.
  const headers = operationName === 'IntrospectionQuery' ? {} : (options?.headers ?? {});
  const answer = await ask({ query, operationName, variables }, headers);
  const refused = answer.errors?.some(({ extensions }) => REFUSED.includes(extensions?.code));
  const ours = Object.values(headers).some((value) => session && value === `Bearer ${session.token}`);
  if (refused && ours) {
    session.refused = true;
    store.setItem(SESSION, written(session));
    showAccount(session);
  }
  return answer;
}

YogaGraphiQL.renderYogaGraphiQL(byId('graphiql'), {
  title: 'GraphiQL',
  logo: '<span></span>',
  fetcher,
  storage: store,
  defaultTabs: settings.tabs,
  defaultHeaders: session ? written(bearer(session.token)) : undefined,
  defaultEditorToolsVisibility: 'variables',
  onEditQuery: () => undefined,
});
