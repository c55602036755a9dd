// SPDX-License-Identifier: MIT
// Shows the status document, metrics and lines of logs, and asks for them again every few
// seconds.  What units say is shown as text only: this script makes no markup of it.
'use strict';

const EVERY_MS = 5000;
const LINES_MAX = 200;
const GOOD = ['running', 'active', 'exited'];
const BAD = ['failed', 'bad-config', 'backoff', 'degraded'];
const COLUMNS = ['State', 'For', 'Restarts', 'Memory', 'What'];
const rows = new Map();
const $ = id => document.getElementById(id);

// Sets a text only when it is another one: screen readers tell of each change.
function set(node, text)
{
	if (node.textContent !== text)
		node.textContent = text;
}

function kind(state)
{
	return GOOD.includes(state) ? 'good' : BAD.includes(state) ? 'bad' : '';
}

// A state with a sign before it, so that colour alone tells nothing.
function stated(state)
{
	const sign = {good: '✓ ', bad: '✗ '}[kind(state)] || '· ';

	return sign + state;
}

function span(ms)
{
	const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
	const s = Math.max(0, Math.floor(ms / 1000));
	const [size, name] = units.find(u => s >= u[0]) || units[3];

	return Math.floor(s / size) + ' ' + name;
}

function bytes(n)
{
	if (n === undefined)
		return '';
	return n < 1048576 ? Math.ceil(n / 1024) + ' KiB' : (n / 1048576).toFixed(1) + ' MiB';
}

function makeRow(name)
{
	const row = document.createElement('tr');
	const head = document.createElement('th');

	row.setAttribute('role', 'row');
	head.scope = 'row';
	head.setAttribute('role', 'rowheader');
	head.textContent = name;
	row.append(head);
	for (const label of COLUMNS) {
		const cell = document.createElement('td');

		cell.setAttribute('role', 'cell');
		cell.dataset.label = label;
		row.append(cell);
	}
	return row;
}

function showUnit(row, unit, now, memory)
{
	const cells = row.querySelectorAll('td');
	const good = kind(unit.state) === 'good';
	const what = [good ? null : unit.cause, unit.health && 'health: ' + unit.health.state,
		unit.status_text, unit.description];
	const texts = [stated(unit.state), unit.since_ms === null ? '' : span(now - unit.since_ms),
		String(unit.restarts), bytes(memory), what.filter(text => text).join(' — ')];

	texts.forEach((text, i) => set(cells[i], text));
	cells[0].className = kind(unit.state);
}

function showUnits(units, now, memory)
{
	const names = new Set(units.map(unit => unit.unit));
	let before = null;

	for (const [name, row] of rows) {
		if (names.has(name))
			continue;
		row.remove();
		rows.delete(name);
	}
	for (const unit of units) {
		if (!rows.has(unit.unit))
			rows.set(unit.unit, makeRow(unit.unit));
		const row = rows.get(unit.unit);
		const place = before ? before.nextSibling : $('units').firstChild;

		if (row !== place)
			$('units').insertBefore(row, place);
		showUnit(row, unit, now, memory.get(unit.unit));
		before = row;
	}
}

function showDevice(status, memory)
{
	const bad = status.units.filter(unit => kind(unit.state) === 'bad').length;
	const about = ['tcr ' + status.version, 'up for ' + span(status.now_ms)];
	const total = memory.get('total'), free = memory.get('available');

	if (status.boot_ms !== null)
		about.push('all units had started ' + (status.boot_ms / 1000).toFixed(1) +
			' s after power on');
	if (total)
		about.push(bytes(total - free) + ' of ' + bytes(total) + ' memory in use');
	if (status.data === 'failed')
		about.push('no data partition: ' + status.data_why);
	if (status.settings)
		about.push(status.settings);
	set($('device'), 'This device is ' + status.state +
		(bad ? ': ' + bad + ' of ' + status.units.length + ' units not as they should be' : ''));
	$('device').className = kind(status.state);
	set($('about'), about.join('; ') + '.');
	document.title = 'tcr: ' + status.state;
}

// The memory of each unit by its name, and that of the device.
function memoryOf(metrics)
{
	const memory = new Map();

	for (const line of metrics.split('\n')) {
		const unit = /^tcr_unit_memory_bytes\{unit="([^"]*)"\} (\d+)$/.exec(line);
		const device = /^tcr_device_memory_(available_)?bytes (\d+)$/.exec(line);

		if (unit)
			memory.set(unit[1], Number(unit[2]));
		else if (device)
			memory.set(device[1] ? 'available' : 'total', Number(device[2]));
	}
	return memory;
}

// When the first start of each unit was queued, began, was ready or ended: in seconds since
// the kernel began; in the order in which they could start.
function startsOf(metrics)
{
	const starts = new Map();

	for (const line of metrics.split('\n')) {
		const part = /^tcr_unit_start_(\w+)_seconds\{unit="([^"]*)"\} ([\d.]+)$/.exec(line);

		if (!part)
			continue;
		if (!starts.has(part[2]))
			starts.set(part[2], {unit: part[2]});
		starts.get(part[2])[part[1]] = Number(part[3]);
	}
	return [...starts.values()].sort((a, b) => (a.begun ?? Infinity) - (b.begun ?? Infinity));
}

// A bar for each unit of the boot: grey while it waited for others, amber while it was
// started, green once it was ready, red if it had failed.
function showBoot(starts, status)
{
	const end = (status.boot_ms ?? status.now_ms) / 1000;
	const seconds = s => s.toFixed(1) + ' s';

	$('boot').replaceChildren(...starts.filter(s => s.queued <= end).map(s => {
		const item = document.createElement('li'), bar = document.createElement('div');
		const failed = s.ready === undefined && s.ended !== undefined;
		const begun = s.begun ?? s.ended ?? end, done = s.ready ?? s.ended ?? end;
		const part = (kind, from, to) => {
			const piece = document.createElement('span');

			piece.className = kind;
			piece.style.width = Math.max(0, Math.min(to, end) - from) / end * 100 + '%';
			bar.append(piece);
		};

		part('', 0, s.queued);
		part('wait', s.queued, begun);
		part('start', begun, done);
		part(failed ? 'failed' : 'up', done, end);
		bar.setAttribute('aria-hidden', 'true');
		item.append(s.unit + ': ' + (s.begun === undefined ? 'waited' :
			'began at ' + seconds(s.begun) + (s.ready !== undefined ?
				', ready after ' + seconds(s.ready - s.begun) :
				failed ? ', ended after ' + seconds(s.ended - s.begun) :
					', not ready yet')), bar);
		return item;
	}));
}

// Lines are "UNIT SECONDS.MILLIS STREAM text", unit by unit; shown by their time.
function showLog(text)
{
	const lines = [];

	for (const line of text.split('\n')) {
		const part = /^(\S+) (\d+\.\d+) (\S+) (.*)$/.exec(line);

		if (part)
			lines.push({unit: part[1], at: Number(part[2]), text: part[4]});
	}
	lines.sort((a, b) => a.at - b.at);
	const shown = lines.slice(-LINES_MAX).map(line =>
		new Date(line.at * 1000).toISOString().slice(0, 19).replace('T', ' ') +
		' ' + line.unit + ': ' + line.text);
	const log = $('log'), end = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;

	set(log, shown.join('\n') || 'No unit has LogPublic=yes, or none has written anything.');
	if (end)
		log.scrollTop = log.scrollHeight;
}

async function get(path)
{
	const answer = await fetch(path, {signal: AbortSignal.timeout(2 * EVERY_MS)});

	if (!answer.ok)
		throw new Error(path + ': ' + answer.status);
	return answer.text();
}

async function turn()
{
	try {
		const status = JSON.parse(await get('status.json'));

		if (status.v !== 1)
			throw new Error('a newer status document');
		const metrics = await get('metrics').catch(() => '');
		const memory = memoryOf(metrics);

		showDevice(status, memory);
		showUnits(status.units, status.now_ms, memory);
		showBoot(startsOf(metrics), status);
		showLog(await get('log').catch(() => ''));
		set($('trouble'), '');
	} catch (error) {
		set($('trouble'), 'No answer from the device (' + error.message +
			'). What is shown may be old.');
	}
	setTimeout(turn, EVERY_MS);
}

turn();
