'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const find = (id) => document.getElementById(id);
const make = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
};
const count = (number) => number.toLocaleString('en');
const time = (micro) => micro === null ? 'unknown' : micro >= 1e6 ? (micro / 1e6).toFixed(2) + ' s'
  : micro >= 1000 ? (micro / 1000).toFixed(1) + ' ms' : micro.toFixed(1) + ' us';
const say = (text) => { find('status').textContent = text; };

/* ---- search and filter ---- */
const search = find('search');
const kind = find('kind');
const rows = [...document.querySelectorAll('[data-loop]')];
function filter() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const row of rows) {
    const fits = (!wanted || row.textContent.toLowerCase().includes(wanted)) &&
      (!kind.value || row.dataset.kind.split(' ').includes(kind.value));
    row.hidden = !fits;
    shown += fits && row.tagName === 'TR';
  }
  say(wanted || kind.value ? count(shown) + ' of the loops match' : '');
  fillSites(wanted);
  markFlame(wanted);
}
search.addEventListener('input', filter);
kind.addEventListener('change', filter);
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
    event.preventDefault();
    search.focus();
  }
});
find('expand').addEventListener('click', () => {
  const open = find('expand').getAttribute('aria-expanded') !== 'true';
  for (const details of document.querySelectorAll('article details')) details.open = open;
  find('expand').setAttribute('aria-expanded', open);
  find('expand').textContent = open ? 'Close all stacks' : 'Open all stacks';
});

/* ---- copy as Markdown ---- */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) { /* a page from a file may not */
    const area = make('textarea', text);
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  say('Copied as Markdown');
}
for (const button of document.querySelectorAll('[data-copy]'))
  button.addEventListener('click', () => copy(data.markdown[button.dataset.copy]));

/* ---- call sites ---- */
const SITES_AT_ONCE = 200;
let siteLimit = SITES_AT_ONCE;
function fillSites(wanted) {
  const body = find('sites');
  const fitting = data.sites.filter((site) => !wanted ||
    (data.statements[site[3]] + ' ' + data.places[site[4]] + ' ' + site[5]).toLowerCase().includes(wanted));
  body.replaceChildren(...fitting.slice(0, siteLimit).map((site) => {
    const row = make('tr');
    row.append(make('td', count(site[0]), 'number'), make('td', count(site[1]), 'number wide'),
      make('td', time(site[2]), 'number'));
    const place = make('td', undefined, 'place');
    place.append(make('code', data.places[site[4]]));
    const statement = make('td');
    statement.append(make('code', data.statements[site[3]]), make('div', site[5], 'faint'));
    row.append(place, statement);
    return row;
  }));
  find('more-sites').hidden = fitting.length <= siteLimit;
  find('more-sites').textContent = 'Show more of ' + count(fitting.length);
}
find('more-sites').addEventListener('click', () => {
  siteLimit += SITES_AT_ONCE * 5;
  fillSites(search.value.trim().toLowerCase());
});

/* ---- the flame view: [name, statements, microseconds, kind, children] ---- */
const flame = find('flame');
const weigh = find('weight');
let top_ = data.flame;
const path = [];
const weight = (node) => weigh.value === 'time' ? node[2] : node[1];
const nameOf = (node) => node[3] === 2 ? data.statements[node[0]] : data.names[node[0]];
function drawFlame() {
  const total = weight(top_);
  flame.replaceChildren();
  if (!total) { flame.append(make('p', 'Nothing to show: times are unknown.', 'faint')); return; }
  const lines = [];
  const place = (node, depth, left) => {
    const share = weight(node) / total;
    if (share < 0.001 || depth > 60) return;
    const button = make('button', nameOf(node), node[3] === 2 ? 'statement' : node[3] === 1 ? 'loop' : '');
    button.style.left = (left * 100) + '%';
    button.style.width = (share * 100) + '%';
    button.title = nameOf(node) + '\n' + count(node[1]) + ' statements, ' + time(node[2]);
    button.setAttribute('aria-label', button.title);
    button.addEventListener('click', () => {
      if (node === top_ && path.length) top_ = path.pop();
      else if (node !== top_) { path.push(top_); top_ = node; }
      drawFlame();
      flame.querySelector('button')?.focus();
    });
    (lines[depth] ??= make('div', undefined, 'row')).append(button);
    for (const child of node[4]) { place(child, depth + 1, left); left += weight(child) / total; }
  };
  place(top_, 0, 0);
  flame.append(...lines);
  markFlame(search.value.trim().toLowerCase());
}
function markFlame(wanted) {
  for (const button of flame.querySelectorAll('button'))
    button.classList.toggle('found', Boolean(wanted) && button.textContent.toLowerCase().includes(wanted));
}
weigh.addEventListener('change', drawFlame);
find('flame-out').addEventListener('click', () => { if (path.length) { top_ = path.pop(); drawFlame(); } });
flame.addEventListener('keydown', (event) => {
  const all = [...flame.querySelectorAll('button')];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (event.key === 'Escape') find('flame-out').click();
  if (!step) return;
  event.preventDefault();
  all[all.indexOf(document.activeElement) + step]?.focus();
});

/* ---- the timeline: [thread, first, last, site, in a loop] ---- */
let zoom = 1;
function drawTimeline() {
  const lanes = new Map();
  let last = 1;
  for (const span of data.spans) last = Math.max(last, span[2]);
  for (const span of data.spans) {
    if (!lanes.has(span[0])) lanes.set(span[0], make('div', undefined, 'lane'));
    const bar = make('i', undefined, span[4] ? 'loop' : '');
    bar.style.left = (span[1] / last * 100) + '%';
    bar.style.width = ((span[2] - span[1]) / last * 100) + '%';
    bar.title = data.statements[data.sites[span[3]][3]] + '\nstatements ' + count(span[1]) + ' to ' + count(span[2]);
    lanes.get(span[0]).append(bar);
  }
  const inner = make('div');
  inner.style.width = (zoom * 100) + '%';
  inner.append(...lanes.values());
  find('timeline').replaceChildren(inner);
}
find('zoom-in').addEventListener('click', () => { zoom = Math.min(zoom * 2, 64); drawTimeline(); });
find('zoom-out').addEventListener('click', () => { zoom = Math.max(zoom / 2, 1); drawTimeline(); });

fillSites('');
drawFlame();
if (data.spans.length) drawTimeline();
for (const element of document.querySelectorAll('.scripted')) element.hidden = false;
if (!data.spans.length) find('timeline-section').hidden = true;
