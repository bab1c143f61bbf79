// The pool's page: asks the API every few seconds and writes what changed.

import {
  ask, bitcoins, byId, copyButton, count, difficulty, duration, element, fillBalances, fillTable, hashrate,
  keepShowing, middle, percent, plural, setAge, setBadge, setBitcoins, setLink, setServerTime, setShort, setText,
  showNetwork, stratumUrl,
} from './common.js';
import {Chart} from './chart.js';

const PAGE_SIZES = [10, 25, 50, 100];
const HISTORY_EVERY_MS = 15_000;

const chart = new Chart(byId('chart'));
const sizes = {blocks: 0, payouts: 0};
let historyAskedAt = 0;
let maturity = 100;

function showNumbers(pool) {
  const {value, unit} = hashrate(pool.hashrate);
  setText(byId('hashrate'), value);
  setText(byId('hashrate-unit'), unit);
  setText(byId('hashrate-note'), hashrateNote(pool));
  document.title = pool.hashrate > 0 ? `${value} ${unit} · Neman mining pool` : 'Neman mining pool';
  setText(byId('miners'), pool.live ? count(pool.miners) : '–');
  setText(byId('workers'), pool.live
    ? `${plural(pool.workers, 'worker', 'workers')}, ${plural(pool.connections, 'connection', 'connections')}`
    : 'no Stratum server reports now');
  showEffort(pool);
  showTip(pool);
  showFound(pool);
}

function hashrateNote({hashrate: rate, hashrateError: error, hashrateWindowSeconds: seconds}) {
  if (rate === 0) return 'no accepted share in the last minutes';
  const exactness = error === null ? '' : ` ± ${percent(error)}`;
  return `mean of the last ${seconds < 120 ? `${seconds} s` : duration(seconds)}${exactness}`;
}

function showEffort({roundEffort: effort}) {
  const meter = byId('effort-meter');
  setText(byId('effort'), effort === null ? '–' : percent(effort));
  meter.value = Math.min(1, effort ?? 0);
  meter.classList.toggle('over', effort > 1);
  setText(byId('effort-note'), '100 % is what a block takes on average');
}

function showTip(pool) {
  setText(byId('height'), pool.height === null ? '–' : count(pool.height));
  const tip = byId('tip');
  setText(tip, pool.tipHash === null ? 'waiting for the node' : middle(pool.tipHash, 8, 8));
  tip.title = pool.tipHash ?? '';
  setText(byId('difficulty'), pool.networkDifficulty === null ? '' : `difficulty ${difficulty(pool.networkDifficulty)}`);
}

function showFound({blocks, lastBlockAt}) {
  const good = (blocks.pending ?? 0) + (blocks.confirmed ?? 0);
  setText(byId('found'), count(good));
  const note = byId('found-note');
  if (lastBlockAt === null) {
    setText(note, 'waiting for the first one');
  } else {
    if (!note.firstElementChild) note.replaceChildren('last one ', element('span'));
    setAge(note.firstElementChild, lastBlockAt);
  }
  const parts = Object.entries(blocks).filter(([, number]) => number > 0).map(([state, number]) => `${count(number)} ${state}`);
  setText(byId('blocks-note'), parts.join(' · '));
}

// Does not change while the pool runs, so it is written once.
function showTerms(terms) {
  maturity = terms.maturityConfirmations;
  if (byId('terms').childElementCount > 0) return;
  byId('stratum').append(...terms.stratum.map(stratumLine));
  const lines = [
    ['Rewards', rewards(terms)],
    ['Pool fee', `${terms.feeBasisPoints / 100} %`],
    ['Smallest payout', `${bitcoins(terms.payoutMinimumSats).replace(/0+$/, '').replace(/\.$/, '')} BTC`],
    ['Payouts', `every ${duration(terms.payoutInterval)}`],
    ['Payable after', `${count(terms.maturityConfirmations)} confirmations`],
  ];
  byId('terms').append(...lines.map(([name, text]) => element('div', '', element('dt', '', name), element('dd', '', text))));
}

function rewards({rewardScheme, rewardWindow}) {
  return rewardScheme === 'pplns' ? `PPLNS, last ${rewardWindow} expected blocks` : rewardScheme.toUpperCase();
}

function stratumLine(address) {
  const url = stratumUrl(address);
  const note = `${address.tls ? 'encrypted, ' : ''}starts at difficulty ${difficulty(Number(address.startDifficulty))}`;
  return element('div', 'url', element('code', '', url), copyButton(url), element('span', 'soft', note));
}

function writeConfirmations(cell, block) {
  if (block.state !== 'pending') {
    cell.dataset.ripening = '';
    return setText(cell, block.state === 'confirmed' ? count(block.confirmations) : '–');
  }
  if (cell.dataset.ripening !== 'yes') {
    cell.dataset.ripening = 'yes';
    const meter = element('progress', 'meter');
    meter.setAttribute('aria-hidden', 'true');
    cell.replaceChildren(element('span', 'ripening', element('span'), meter));
  }
  const [text, meter] = cell.firstElementChild.children;
  setText(text, `${count(block.confirmations)} of ${count(maturity)}`);
  meter.max = maturity;
  meter.value = Math.min(maturity, block.confirmations);
}

function writeSats(cell, sats) {
  if (sats === null) setText(cell, '–');
  else setBitcoins(cell, sats);
}

const BLOCK_COLUMNS = [
  {label: 'Height', className: 'lead', write: (cell, block) => setText(cell, count(block.height))},
  {label: 'State', className: 'state', write: (cell, block) => setBadge(cell, block.state)},
  {label: 'Confirmations', className: 'number', write: writeConfirmations},
  {label: 'Reward', className: 'number', write: (cell, block) => writeSats(cell, block.rewardSats)},
  {label: 'Found by', className: '', write: (cell, block) =>
    setLink(cell, block.finder, `/miners/${encodeURIComponent(block.finder)}`, middle(block.finder, 9, 5), block.finderWorker)},
  {label: 'Hash', className: '', write: (cell, block) => setShort(cell, block.hash, 8, 8)},
  {label: 'Found', className: 'number', write: (cell, block) => setAge(cell, block.foundAt)},
];

const PAYOUT_COLUMNS = [
  {label: 'State', className: 'lead', write: (cell, payout) => setBadge(cell, payout.state)},
  {label: 'Paid to miners', className: 'number', write: (cell, payout) => setBitcoins(cell, payout.totalSats)},
  {label: 'Addresses', className: 'number', write: (cell, payout) => setText(cell, count(payout.outputs))},
  {label: 'Transaction', className: '', write: (cell, payout) =>
    payout.txid === null ? setText(cell, 'not signed yet') : setShort(cell, payout.txid, 8, 8)},
  {label: 'Started', className: 'number', write: (cell, payout) => setAge(cell, payout.createdAt)},
];

async function showList(name, key, columns) {
  const page = await ask(`${name}?limit=${PAGE_SIZES[sizes[name]]}`);
  fillTable(byId(name), page.items, key, columns);
  byId(name).hidden = page.items.length === 0;
  byId(`${name}-empty`).hidden = page.items.length > 0;
  byId(`${name}-more`).hidden = page.next === null || sizes[name] === PAGE_SIZES.length - 1;
}

function showBalances({balances}) {
  fillBalances(byId('balances'), [
    ['Pending', balances.pendingSats, 'owed to miners from blocks that may still be orphaned'],
    ['Payable', balances.availableSats, 'owed to miners, goes out with the next payout'],
    ['On the way', balances.inPayoutSats, 'in transactions that are not final yet'],
    ['Paid', balances.paidSats, 'to miners since the beginning'],
    ['Pool fee', balances.feeSats, 'since the beginning'],
    ['Continuity', balances.continuitySats, 'what no share earned while the window was young'],
  ]);
}

async function showHistory(atOnce) {
  if (!atOnce && Date.now() - historyAskedAt < HISTORY_EVERY_MS) return;
  historyAskedAt = Date.now();
  chart.show(await ask(`hashrate?span=${document.querySelector('input[name=span]:checked').value}`));
}

async function showAll() {
  const pool = await ask('pool');
  setServerTime(pool.now);
  showNetwork(pool.network);
  showTerms(pool.terms);
  showNumbers(pool);
  showBalances(pool);
  await Promise.all([
    showList('blocks', block => block.hash, BLOCK_COLUMNS),
    showList('payouts', payout => payout.id, PAYOUT_COLUMNS),
    showHistory(false),
  ]);
}

const showNow = keepShowing(showAll);
byId('spans').addEventListener('change', () => showHistory(true).catch(showNow));
for (const name of ['blocks', 'payouts']) {
  byId(`${name}-more`).addEventListener('click', () => {
    sizes[name]++;
    showNow();
  });
}
