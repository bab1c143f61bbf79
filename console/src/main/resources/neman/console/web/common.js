// What all pages need: asking the API again and again, writing only what changed, and formats.

const UNITS = ['H/s', 'kH/s', 'MH/s', 'GH/s', 'TH/s', 'PH/s', 'EH/s', 'ZH/s'];
const NUMBER = new Intl.NumberFormat('en-US');
const TIME = new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'medium'});

export const byId = id => document.getElementById(id);

/** Makes an element. Text goes in as text, never as markup: much of it was chosen by miners. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Writes only what changed, so that nothing flickers and a selection survives. */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

export const count = value => NUMBER.format(value);

export function plural(value, one, many) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function threeDigits(value) {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

/** @returns {{value: string, unit: string}} with three or four digits */
export function hashrate(perSecond) {
  let value = perSecond;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return {value: unit === 0 ? count(Math.round(value)) : threeDigits(value), unit: UNITS[unit]};
}

export function hashrateText(perSecond) {
  const {value, unit} = hashrate(perSecond);
  return `${value} ${unit}`;
}

/** Difficulties from 2^-32 to thousands of trillions. */
export function difficulty(value) {
  if (value >= 1e15) return `${threeDigits(value / 1e15)} P`;
  if (value >= 1e12) return `${threeDigits(value / 1e12)} T`;
  if (value >= 1e9) return `${threeDigits(value / 1e9)} G`;
  if (value >= 1) return count(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

export const percent = part => `${part >= 10 ? Math.round(part * 100) : threeDigits(part * 100)} %`;

/** Whole satoshis as bitcoins with all eight digits. */
export function bitcoins(sats) {
  const whole = Math.trunc(sats / 1e8);
  const rest = String(Math.abs(sats % 1e8)).padStart(8, '0');
  return `${sats < 0 && whole === 0 ? '-' : ''}${count(whole)}.${rest}`;
}

/** Writes an amount with a quiet unit behind it. */
export function setBitcoins(target, sats) {
  const text = bitcoins(sats);
  if (target.dataset.sats === text) return;
  target.dataset.sats = text;
  target.replaceChildren(text, element('span', 'btc', ' BTC'));
}

export const middle = (text, head, tail) =>
  text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;

export function duration(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) {
    const minutes = Math.floor(seconds / 60) % 60;
    return `${Math.floor(seconds / 3600)} h${minutes ? ` ${minutes} min` : ''}`;
  }
  return plural(Math.floor(seconds / 86400), 'day', 'days');
}

// Ages run on between two answers, by the server's clock: a page on a machine whose clock is wrong shows them right.
let serverAheadMs = 0;
const ages = new Set();

export function setServerTime(now) {
  serverAheadMs = Date.parse(now) - Date.now();
}

function ageText(instant) {
  const seconds = (Date.now() + serverAheadMs - Date.parse(instant)) / 1000;
  return seconds < -1 ? `in ${duration(-seconds)}` : `${duration(Math.max(0, seconds))} ago`;
}

/** Makes `target` show how long ago `instant` was, or how far ahead it lies, from now on. */
export function setAge(target, instant) {
  if (target.dataset.instant !== instant) {
    target.dataset.instant = instant;
    target.title = TIME.format(new Date(instant));
  }
  ages.add(target);
  setText(target, ageText(instant));
}

setInterval(() => {
  for (const target of ages) {
    if (target.isConnected) setText(target, ageText(target.dataset.instant));
    else ages.delete(target);
  }
}, 1000);

const BADGES = {
  pending: ['wait', 'In the chain; its reward becomes payable when it is buried deep enough'],
  orphaned: ['gone', 'Another block stands at its height; nothing is paid for it'],
  rejected: ['bad', 'The node refused it; nothing was booked'],
  reserved: ['wait', 'The amounts are set aside'],
  built: ['wait', 'The transaction is composed'],
  approved: ['wait', 'The transaction may be signed'],
  signed: ['wait', 'The transaction is signed'],
  broadcast: ['wait', 'The transaction was sent to the network'],
  seen: ['wait', 'The network holds the transaction'],
  confirmed: ['good', 'It is in the chain'],
  settled: ['good', 'It is in the chain for good'],
  held: ['bad', 'It waits for a person'],
  replaced: ['gone', 'Another transaction pays the same'],
  displaced: ['bad', 'Another transaction spent its inputs'],
  released: ['', 'The amounts went back to the miners'],
  running: ['good', 'It takes miners'],
  draining: ['wait', 'It stops, and sends its miners away'],
  opening: ['', 'Connected, and has said nothing yet'],
  subscribed: ['wait', 'Has not said yet for whom it mines'],
  authorized: ['wait', 'Has not asked for work yet'],
  mining: ['good', 'Has work'],
  critical: ['bad', 'Look at it now: blocks, shares or money may be lost'],
  warning: ['wait', 'Look at it today'],
  leading: ['good', 'Work comes from it'],
  ready: ['good', 'It could lead'],
  'without-template': ['wait', 'It stands on the best tip, and gives no template'],
  behind: ['wait', 'It does not stand on the best tip'],
  unfit: ['bad', 'It does not answer, or cannot be mined on'],
  unheard: ['', 'It has said nothing yet'],
  cancelled: ['gone', 'It was called off; the amounts went back to the miners'],
};

export function setBadge(cell, state) {
  if (cell.dataset.state === state) return;
  cell.dataset.state = state;
  const [kind, meaning] = BADGES[state] ?? ['', ''];
  const badge = element('span', `badge ${kind}`, state);
  badge.title = meaning;
  cell.replaceChildren(badge);
}

/** The number of refused shares, with the reasons in its title. */
export function showRejected(cell, rejected) {
  const reasons = Object.entries(rejected);
  setText(cell, count(reasons.reduce((total, [, number]) => total + number, 0)));
  cell.title = reasons.map(([reason, number]) => `${reason}: ${count(number)}`).join('\n');
}

/** A long word shown short; the whole one is in the title and is what gets copied by a click. */
export function setShort(cell, text, head, tail) {
  if (cell.dataset.whole === text) return;
  cell.dataset.whole = text;
  const short = element('span', 'mono', middle(text, head, tail));
  short.title = text;
  cell.replaceChildren(short);
}

export function setLink(cell, text, href, label, worker) {
  const key = `${href} ${worker}`;
  if (cell.dataset.link === key) return;
  cell.dataset.link = key;
  const link = element('a', 'mono', label);
  link.href = href;
  link.title = text;
  cell.replaceChildren(link);
  if (worker) cell.append(element('span', 'worker', `.${middle(worker, 16, 4)}`));
}

/**
 * Makes the table's rows those of `items`: rows are kept by key and only their cells are written anew.
 * @param columns [{label, className, write(cell, item)}]
 */
export function fillTable(table, items, key, columns) {
  const body = table.tBodies[0];
  const old = new Map([...body.rows].map(row => [row.dataset.key, row]));
  const first = !table.dataset.filled;
  let position = body.firstElementChild;
  for (const item of items) {
    const itemKey = String(key(item));
    let row = old.get(itemKey);
    old.delete(itemKey);
    if (!row) {
      row = newRow(itemKey, columns);
      if (!first && position) row.className = 'fresh'; // not what "show more" adds at the end
    }
    columns.forEach((column, index) => column.write(row.cells[index], item));
    if (row === position) position = position.nextElementSibling;
    else body.insertBefore(row, position);
  }
  old.forEach(row => row.remove());
  table.dataset.filled = 'yes';
}

function newRow(key, columns) {
  const row = element('tr');
  row.dataset.key = key;
  for (const column of columns) {
    const cell = element('td', column.className);
    cell.dataset.label = column.label;
    row.append(cell);
  }
  return row;
}

/** @param lines [[name, sats, explanation]] */
export function fillBalances(list, lines) {
  for (const [name, sats, explanation] of lines) {
    let line = list.querySelector(`[data-name="${name}"]`);
    if (!line) {
      line = element('div', '', element('dt', '', name), element('dd'), element('dd', 'soft', explanation));
      line.lastChild.classList.add('explanation');
      line.dataset.name = name;
      list.append(line);
    }
    setBitcoins(line.children[1], sats);
  }
}

export function copyButton(text) {
  const button = element('button', 'copy', 'Copy');
  button.type = 'button';
  button.setAttribute('aria-label', `Copy ${text}`);
  button.addEventListener('click', async () => {
    await copy(text);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  return button;
}

/** The clipboard's interface is there on https and localhost only; elsewhere a selection does it. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = element('textarea', 'hidden', text);
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

/** @returns the URL to give to a miner */
export function stratumUrl({host, port, tls}) {
  return `${tls ? 'stratum+ssl' : 'stratum+tcp'}://${host ?? location.hostname}:${port}`;
}

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks the API; a refusal carries the API's own sentence. */
export async function ask(path) {
  const answer = await fetch(`/api/v1/${path}`, {signal: AbortSignal.timeout(10_000), cache: 'no-store'});
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(answer.status, body.error?.message ?? `the pool answered ${answer.status}`);
  return body;
}

function setLiveness(up, text) {
  const liveness = byId('liveness');
  liveness.classList.toggle('up', up);
  liveness.classList.toggle('down', !up);
  setText(liveness.querySelector('.text'), text);
}

/**
 * Calls `show` now, every few seconds while the page is looked at, and when it is looked at again.
 * A failure is said and tried again, ever more slowly; what was shown stays.
 */
export function keepShowing(show) {
  const EVERY_MS = 5_000;
  const SLOWEST_MS = 30_000;
  let failures = 0;
  let timer = 0;
  let running = false;
  async function once() {
    if (running) return;
    running = true;
    clearTimeout(timer);
    try {
      await show();
      failures = 0;
      setLiveness(true, 'live');
    } catch (failure) {
      failures++;
      setLiveness(false, failure instanceof Refusal ? failure.message : 'no answer from the pool');
    }
    running = false;
    timer = setTimeout(() => { if (!document.hidden) once(); }, Math.min(SLOWEST_MS, EVERY_MS * (1 + failures)));
  }
  document.addEventListener('visibilitychange', () => { if (!document.hidden) once(); });
  once();
  return once;
}

export function showNetwork(network) {
  const chip = byId('network');
  setText(chip, network);
  chip.hidden = network === 'mainnet';
}

byId('search')?.addEventListener('submit', event => {
  event.preventDefault();
  // People paste the whole user name of their miner.
  const address = byId('address').value.trim().split('.')[0];
  if (address) location.href = `/miners/${encodeURIComponent(address)}`;
});
