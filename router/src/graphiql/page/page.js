/* global YogaGraphiQL */
// The page around GraphiQL: it logs in, puts the token into the headers and the newest order into the flagship.
// Everything lies in the session's storage: it is gone with the browser's tab, and the token with it.

const SESSION = 'quartet:session';
const NEXT = 'quartet:next';
const store = window.sessionStorage;
const settings = await (await fetch('/graphiql/settings.json')).json();
const byId = (id) => document.getElementById(id);

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
  const until = data.login.accessTokenExpiresAt;
  startAgain(change, { token, until, name: mine.data?.me?.displayName ?? email, order: order?.number });
}

function showAccount(session) {
  byId('signed-out').hidden = Boolean(session);
  byId('signed-in').hidden = !session;
  if (!session) return;
  const until = new Date(session.until).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const order = session.order ? `newest order ${session.order}` : 'no order yet';
  byId('who').textContent = `${session.name}, ${order}. The token is in the headers and lasts until ${until}.`;
}

function listAccounts(form) {
  for (const { email, role } of settings.accounts) {
    byId('accounts').append(Object.assign(document.createElement('option'), { value: email, label: role }));
  }
  const [first] = settings.accounts;
  if (!first) return;
  form.elements.email.value = first.email;
  form.elements.password.value = first.password;
}

const form = byId('account');
const session = read(SESSION);
showAccount(session);
listAccounts(form);
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
YogaGraphiQL.renderYogaGraphiQL(byId('graphiql'), {
  title: 'GraphiQL',
  logo: '<span></span>',
  fetcher: ({ query, operationName, variables }, options) => ask({ query, operationName, variables }, options?.headers),
  storage: store,
  defaultTabs: settings.tabs,
  defaultHeaders: session ? written(bearer(session.token)) : undefined,
  defaultEditorToolsVisibility: 'variables',
  onEditQuery: () => undefined,
});
