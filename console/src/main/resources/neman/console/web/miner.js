// One miner's page: its address is the last part of the path.

import {
  Refusal, ask, bitcoins, byId, copyButton, count, difficulty, element, fillBalances, fillTable, hashrate, hashrateText,
  keepShowing, percent, plural, setAge, setBadge, setBitcoins, setServerTime, setShort, setText, showNetwork, showRejected,
} from './common.js';

const address = decodeURIComponent(location.pathname.split('/').pop());
let terms;

function showUnknown(sentence) {
  const notice = byId('unknown');
  setText(notice, sentence);
  notice.hidden = false;
  byId('known').hidden = true;
}

function showNumbers(miner) {
  const {value, unit} = hashrate(miner.hashrate);
  setText(byId('hashrate'), value);
  setText(byId('hashrate-unit'), unit);
  setText(byId('hashrate-note'), miner.hashrateError === null
    ? 'no accepted share in the last minutes'
    : `mean of the last minutes ± ${percent(miner.hashrateError)}`);
  byId('hashrates').hidden = miner.hashrates === null;
  if (miner.hashrates !== null) {
    const {minute, tenMinutes, hour, day} = miner.hashrates;
    setText(byId('hashrates'), [[minute, '1 min'], [tenMinutes, '10 min'], [hour, '1 h'], [day, '24 h']]
      .map(([rate, time]) => `${time}: ${hashrateText(rate)}`.replaceAll(' ', '\u00a0')).join(' · '));
  }
  const online = miner.workers.filter(worker => worker.online).length;
  setText(byId('online'), count(online));
  setText(byId('accepted'), `${plural(miner.workers.reduce((sum, worker) => sum + worker.accepted, 0), 'share', 'shares')} accepted`);
  setBitcoins(byId('paid'), miner.paidSats);
  setText(byId('pending-note'), `${bitcoins(miner.pendingSats)} BTC is ripening`);
  showAvailable(miner.availableSats);
}

function showAvailable(sats) {
  const smallest = terms.payoutMinimumSats;
  setBitcoins(byId('available'), sats);
  byId('available-meter').value = smallest === 0 ? 1 : Math.min(1, sats / smallest);
  setText(byId('available-note'), sats >= smallest
    ? 'goes out with the next payout'
    : `waits for ${bitcoins(smallest)} BTC, the smallest payout`);
}

function showBalances(miner) {
  fillBalances(byId('balances'), [
    ['Pending', miner.pendingSats, 'in blocks that may still be orphaned'],
    ['Payable', miner.availableSats, 'with the next payout'],
    ['On the way', miner.inPayoutSats, 'in transactions that are not final yet'],
    ...(miner.heldSats > 0 ? [['Held', miner.heldSats, 'kept back by the operator; ask them']] : []),
    ['Paid', miner.paidSats, 'since the beginning'],
    ...(miner.nextBlock === null ? [] : [
      ['In the next block', miner.nextBlock.rewardSats, 'if it were found now; not earned yet']]),
  ]);
}

function writeOnline(cell, worker) {
  const state = worker.online ? 'online' : 'offline';
  if (cell.dataset.state === state) return;
  cell.dataset.state = state;
  cell.replaceChildren(element('span', `badge ${state}`, element('span', 'dot'), state));
}

function writeName(cell, worker) {
  setText(cell, worker.name === '' ? '(no name)' : worker.name);
  cell.title = worker.name;
}

const WORKER_COLUMNS = [
  {label: 'Name', className: 'lead name', write: writeName},
  {label: 'State', className: 'state', write: writeOnline},
  {label: 'Hashrate', className: 'number', write: (cell, worker) => setText(cell, hashrateText(worker.hashrate))},
  {label: 'Difficulty', className: 'number', write: (cell, worker) =>
    setText(cell, worker.difficulty === null ? '–' : difficulty(worker.difficulty))},
  {label: 'Accepted', className: 'number', write: (cell, worker) => setText(cell, count(worker.accepted))},
  {label: 'Rejected', className: 'number', write: (cell, worker) => showRejected(cell, worker.rejected)},
  {label: 'Software', className: 'name', write: (cell, worker) => setText(cell, worker.userAgent ?? '–')},
  {label: 'Last share', className: 'number', write: (cell, worker) =>
    worker.lastShareAt === null ? setText(cell, '–') : setAge(cell, worker.lastShareAt)},
];

const PAYOUT_COLUMNS = [
  {label: 'State', className: 'lead', write: (cell, payout) => setBadge(cell, payout.state)},
  {label: 'Amount', className: 'number', write: (cell, payout) => setBitcoins(cell, payout.amountSats)},
  {label: 'Transaction', className: '', write: (cell, payout) =>
    payout.txid === null ? setText(cell, 'not signed yet') : setShort(cell, payout.txid, 8, 8)},
  {label: 'Started', className: 'number', write: (cell, payout) => setAge(cell, payout.createdAt)},
];

function showTables(miner) {
  fillTable(byId('workers'), miner.workers, worker => worker.name, WORKER_COLUMNS);
  byId('workers').hidden = miner.workers.length === 0;
  byId('workers-empty').hidden = miner.workers.length > 0;
  fillTable(byId('payouts'), miner.payouts, payout => payout.id, PAYOUT_COLUMNS);
  byId('payouts').hidden = miner.payouts.length === 0;
  byId('payouts-empty').hidden = miner.payouts.length > 0;
}

async function showAll() {
  if (!terms) {
    const pool = await ask('pool');
    terms = pool.terms;
    showNetwork(pool.network);
  }
  let miner;
  try {
    miner = await ask(`miners/${encodeURIComponent(address)}`);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.status >= 500) throw refusal;
    return showUnknown(unknownSentence(refusal));
  }
  setServerTime(miner.now);
  byId('unknown').hidden = true;
  byId('known').hidden = false;
  showNumbers(miner);
  showBalances(miner);
  showTables(miner);
}

function unknownSentence(refusal) {
  return refusal.status === 404
    ? 'No share has come in for this address yet. Its numbers appear here within seconds of the first one.'
    : `${refusal.message.charAt(0).toUpperCase()}${refusal.message.slice(1)}.`;
}

byId('who').append(`${address} `, copyButton(address));
document.title = `${address.slice(0, 12)}… · Neman mining pool`;
keepShowing(showAll);
