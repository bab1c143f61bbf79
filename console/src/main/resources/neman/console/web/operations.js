// The operator's page: what he has to look at, the nodes, who is connected, with what, and what is refused.

import {
  Refusal, ask, byId, count, difficulty, duration, element, fillTable, keepShowing, middle, percent, plural, setAge, setBadge,
  setLink, setServerTime, setShort, setText, showNetwork, showRejected,
} from './common.js';

const PAGE_SIZE = 25;

let account = '';
let cursor = null;
let nextCursor = null;

const sum = counts => Object.values(counts).reduce((total, number) => total + number, 0);

function total(items, number) {
  return items.reduce((all, item) => all + number(item), 0);
}

function showNumbers(instances) {
  const draining = instances.filter(instance => instance.state === 'draining').length;
  const accepted = total(instances, instance => instance.accepted);
  const rejected = total(instances, instance => sum(instance.rejected));
  setText(byId('running'), count(instances.length - draining));
  setText(byId('running-note'), draining === 0 ? 'none is stopping' : `${count(draining)} sending miners away`);
  setText(byId('connections'), count(total(instances, instance => instance.connections)));
  setText(byId('connections-note'), plural(total(instances, instance => instance.sessions), 'session', 'sessions'));
  setText(byId('accepted'), count(accepted));
  setText(byId('rejected'), count(rejected));
  setText(byId('rejected-note'), accepted + rejected === 0 ? 'no share yet' : `${percent(rejected / (accepted + rejected))} of all shares`);
  showReasons(instances, accepted + rejected);
}

/** Counts of all instances by reason, the greatest first. */
function sums(instances, countsOf) {
  const totals = new Map();
  for (const instance of instances) {
    for (const [reason, number] of Object.entries(countsOf(instance))) totals.set(reason, (totals.get(reason) ?? 0) + number);
  }
  return [...totals].map(([reason, number]) => ({reason, number})).sort((one, other) => other.number - one.number);
}

function showReasons(instances, shares) {
  const items = sums(instances, instance => instance.rejected).map(item => ({...item, part: item.number / shares}));
  showTable('reasons', items, item => item.reason, REASON_COLUMNS);
}

function showDefence(instances) {
  showTable('measures', sums(instances, instance => instance.measures), item => item.reason, MEASURE_COLUMNS);
  const bans = instances.flatMap(({instance, bans}) => bans.map((ban, place) => ({...ban, instance, place})));
  const leftOut = total(instances, instance => instance.bansTotal) - bans.length;
  showTable('bans', bans, ban => `${ban.instance}/${ban.place}`, BAN_COLUMNS);
  setText(byId('bans-note'), leftOut === 0 ? '' : `${count(leftOut)} more end earlier`);
}

function showTable(name, items, key, columns) {
  fillTable(byId(name), items, key, columns);
  byId(name).hidden = items.length === 0;
  byId(`${name}-empty`).hidden = items.length > 0;
}

function writeMiner(cell, session) {
  if (session.account === null) return setText(cell, '–');
  setLink(cell, `${session.account}${session.worker === '' ? '' : `.${session.worker}`}`,
    `/miners/${encodeURIComponent(session.account)}`, middle(session.account, 9, 5), session.worker);
}

function writeAgent(cell, agent) {
  setText(cell, agent ?? 'does not say');
  cell.title = agent ?? '';
}

const rejectedColumn = {label: 'Rejected', className: 'number', write: (cell, item) => showRejected(cell, item.rejected)};
const acceptedColumn = {label: 'Accepted', className: 'number', write: (cell, item) => setText(cell, count(item.accepted))};

const REASON_COLUMNS = [
  {label: 'Reason', className: '', write: (cell, item) => setText(cell, item.reason)},
  {label: 'Shares', className: 'number', write: (cell, item) => setText(cell, count(item.number))},
  {label: 'Of all', className: 'number', write: (cell, item) => setText(cell, percent(item.part))},
];

const MEASURE_COLUMNS = REASON_COLUMNS.slice(0, 2);

const BAN_COLUMNS = [
  {label: 'Address', className: 'lead', write: (cell, ban) => setText(cell, ban.address)},
  {label: 'Instance', className: 'number', write: (cell, ban) => setText(cell, String(ban.instance))},
  {label: 'Ends', className: 'number', write: (cell, ban) => setAge(cell, ban.endsAt)},
];

const INSTANCE_COLUMNS = [
  {label: 'Instance', className: 'lead', write: (cell, instance) => setText(cell, String(instance.instance))},
  {label: 'State', className: 'state', write: (cell, instance) => setBadge(cell, instance.state)},
  {label: 'Connections', className: 'number', write: (cell, instance) => setText(cell, count(instance.connections))},
  {label: 'Sessions', className: 'number', write: (cell, instance) => setText(cell, count(instance.sessions))},
  {label: 'Mines block', className: 'number', write: (cell, instance) => setText(cell, instance.height === null ? 'no work' : count(instance.height))},
  acceptedColumn,
  rejectedColumn,
  {label: 'Started', className: 'number', write: (cell, instance) => setAge(cell, instance.startedAt)},
  {label: 'Reported', className: 'number', write: (cell, instance) => setAge(cell, instance.reportedAt)},
];

/** Parts of one cell, each written only where it changed. */
function setLines(cell, lines) {
  while (cell.children.length < lines.length) cell.append(element('p', cell.children.length === 0 ? '' : 'soft'));
  lines.forEach((line, index) => setText(cell.children[index], line));
}

function writeAlarm(cell, alarm) {
  setLines(cell, [alarm.code.toLowerCase().replaceAll('_', ' '), middle(alarm.subject, 16, 10)]);
  cell.title = alarm.subject;
}

const ALARM_COLUMNS = [
  {label: 'Alarm', className: 'lead', write: writeAlarm},
  {label: 'Severity', className: 'state', write: (cell, alarm) => setBadge(cell, alarm.severity)},
  {label: 'What', className: 'text', write: (cell, alarm) => setLines(cell, [alarm.message, `To do: ${alarm.remedy}`])},
  {label: 'Noticed by', className: '', write: (cell, alarm) => setText(cell, alarm.source)},
  {label: 'Raised', className: 'number', write: (cell, alarm) => setAge(cell, alarm.raisedAt)},
  {label: 'Last seen', className: 'number', write: (cell, alarm) => setAge(cell, alarm.lastSeenAt)},
];

function clockText(seconds) {
  if (seconds === null) return '–';
  return seconds === 0 ? 'as ours' : `${duration(Math.abs(seconds))} ${seconds > 0 ? 'ahead' : 'behind'}`;
}

const NODE_COLUMNS = [
  {label: 'Node', className: 'lead', write: (cell, node) => setText(cell, node.node.replace(/^https?:\/\//, ''))},
  {label: 'State', className: 'state', write: (cell, node) => setBadge(cell, node.state)},
  {label: 'Instance', className: 'number', write: (cell, node) => setText(cell, String(node.instance))},
  {label: 'Height', className: 'number', write: (cell, node) => setText(cell, node.height === null ? '–' : count(node.height))},
  {label: 'Behind', className: 'number', write: (cell, node) => setText(cell, node.blocksBehind === 0 ? '–' : plural(node.blocksBehind, 'block', 'blocks'))},
  {label: 'Tip', className: '', write: (cell, node) => node.tip === null ? setText(cell, '–') : setShort(cell, node.tip, 0, 12)},
  {label: 'Template', className: 'number', write: (cell, node) =>
    setText(cell, node.templateAgeSeconds === null ? '–' : `${duration(node.templateAgeSeconds)} old`)},
  {label: 'Clock', className: 'number', write: (cell, node) => setText(cell, clockText(node.clockAheadSeconds))},
  {label: 'Problem', className: 'text', write: (cell, node) => setText(cell, node.problem ?? 'none')},
];

const AGENT_COLUMNS = [
  {label: 'Calls itself', className: 'lead name', write: (cell, agent) => writeAgent(cell, agent.userAgent)},
  {label: 'Connections', className: 'number', write: (cell, agent) => setText(cell, count(agent.connections))},
  acceptedColumn,
  rejectedColumn,
];

const SESSION_COLUMNS = [
  {label: 'Connection', className: 'lead', write: (cell, session) => setText(cell, `${session.instance} / ${count(session.connection)}`)},
  {label: 'State', className: 'state', write: (cell, session) => setBadge(cell, session.state)},
  {label: 'Miner', className: '', write: writeMiner},
  {label: 'Software', className: 'name', write: (cell, session) => writeAgent(cell, session.userAgent)},
  {label: 'Difficulty', className: 'number', write: (cell, session) => setText(cell, difficulty(session.difficulty))},
  acceptedColumn,
  rejectedColumn,
  {label: 'Last share', className: 'number', write: (cell, session) =>
    session.lastShareAt === null ? setText(cell, '–') : setAge(cell, session.lastShareAt)},
  {label: 'Connected', className: 'number', write: (cell, session) => setAge(cell, session.connectedAt)},
];

const sessionKey = session => `${session.instance}/${session.connection}/${session.account}.${session.worker}`;

async function showSessions() {
  const query = new URLSearchParams({limit: PAGE_SIZE});
  if (account) query.set('account', account);
  if (cursor) query.set('cursor', cursor);
  const notice = byId('refused');
  try {
    const page = await ask(`sessions?${query}`);
    notice.hidden = true;
    nextCursor = page.next;
    showTable('sessions', page.items, sessionKey, SESSION_COLUMNS);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.status !== 400) throw refusal;
    setText(notice, `${refusal.message}.`);
    notice.hidden = false;
    nextCursor = null;
  }
  byId('first').disabled = cursor === null;
  byId('next').disabled = nextCursor === null;
}

async function showAgents() {
  const agents = await ask('agents');
  showTable('agents', agents.items, agent => agent.userAgent ?? '', AGENT_COLUMNS);
  setText(byId('agents-note'), agents.connectionsLeftOut === 0 ? '' : `${count(agents.connectionsLeftOut)} connections of rarer kinds`);
}

async function showInstances() {
  const {items} = await ask('instances');
  showNumbers(items);
  showDefence(items);
  showTable('instances', items, instance => instance.instance, INSTANCE_COLUMNS);
}

async function showNodes() {
  const {items} = await ask('nodes');
  showTable('nodes', items, node => `${node.instance} ${node.node}`, NODE_COLUMNS);
}

async function showAlarms() {
  const {items} = await ask('alarms');
  const critical = items.filter(alarm => alarm.severity === 'critical').length;
  showTable('alarms', items, alarm => `${alarm.source} ${alarm.code} ${alarm.subject}`, ALARM_COLUMNS);
  setText(byId('alarms-note'), items.length === 0 ? '' : `${count(items.length)} stand, ${count(critical)} of them critical`);
}

async function showAll() {
  const pool = await ask('pool');
  setServerTime(pool.now);
  showNetwork(pool.network);
  await Promise.all([showAlarms(), showInstances(), showNodes(), showAgents(), showSessions()]);
}

const showNow = keepShowing(showAll);

function goTo(place) {
  cursor = place;
  showSessions().catch(showNow);
}

byId('first').addEventListener('click', () => goTo(null));
byId('next').addEventListener('click', () => goTo(nextCursor));
byId('filter').addEventListener('submit', event => {
  event.preventDefault();
  account = byId('account').value.trim().split('.')[0];
  goTo(null);
});
