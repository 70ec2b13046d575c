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
  flame.mark(wanted);
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
    (data.names[site[3]] + ' ' + data.names[site[4]] + ' ' + site[5]).toLowerCase().includes(wanted));
  body.replaceChildren(...fitting.slice(0, siteLimit).map((site) => {
    const row = make('tr');
    row.append(make('td', count(site[0]), 'number'), make('td', count(site[1]), 'number wide'),
      make('td', time(site[2]), 'number'));
    const place = make('td', undefined, 'place');
    place.append(make('code', data.names[site[4]]));
    const statement = make('td');
    statement.append(make('code', data.names[site[3]]), make('div', site[5], 'faint'));
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
const weigh = find('weight');
const flameNameOf = (node) => data.names[node[0]];
const flame = flameView(find('flame'), data.flame, {
  weight: (node) => weigh.value === 'time' ? node[2] : node[1],
  children: (node) => node[4],
  name: flameNameOf,
  title: (node) => flameNameOf(node) + '\n' + count(node[1]) + ' statements, ' + time(node[2]),
  paint: (button, node) => button.classList.add(node[3] === 2 ? 'statement' : node[3] === 1 ? 'loop' : 'frame'),
});
weigh.addEventListener('change', flame.draw);
find('flame-out').addEventListener('click', flame.out);

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
    bar.title = data.names[data.sites[span[3]][3]] + '\nstatements ' + count(span[1]) + ' to ' + count(span[2]);
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
flame.draw();
if (data.spans.length) drawTimeline();
for (const element of document.querySelectorAll('.scripted')) element.hidden = false;
if (!data.spans.length) find('timeline-section').hidden = true;
