'use strict';
/* What all pages share: the data, small helpers, and the view of call paths. */
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

/*
 * Draws a tree as rows of buttons, each as wide as its weight, and zooms. `how` has weight, children, name, title
 * of a node, and paint, which gives its button its colour. Returns draw, out (of the last zoom), mark (a text).
 */
function flameView(element, root, how) {
  let top = root;
  let marked = '';
  const path = [];
  function draw() {
    const total = how.weight(top);
    element.replaceChildren();
    if (!total) { element.append(make('p', 'Nothing to show: times are unknown.', 'faint')); return; }
    const lines = [];
    const place = (node, depth, left) => {
      const share = how.weight(node) / total;
      if (share < 0.001 || depth > 60) return;
      const button = make('button', how.name(node));
      button.type = 'button';
      button.style.left = (left * 100) + '%';
      button.style.width = (share * 100) + '%';
      button.title = how.title(node);
      button.setAttribute('aria-label', button.title);
      how.paint(button, node);
      button.addEventListener('click', () => zoom(node));
      (lines[depth] ??= make('div', undefined, 'row')).append(button);
      for (const child of how.children(node)) { place(child, depth + 1, left); left += how.weight(child) / total; }
    };
    place(top, 0, 0);
    element.append(...lines);
    mark(marked);
  }
  function zoom(node) {
    if (node === top && path.length) top = path.pop();
    else if (node !== top) { path.push(top); top = node; }
    draw();
    element.querySelector('button')?.focus();
  }
  function out() { if (path.length) { top = path.pop(); draw(); } }
  function mark(wanted) {
    marked = wanted;
    for (const button of element.querySelectorAll('button'))
      button.classList.toggle('found', Boolean(wanted) && button.textContent.toLowerCase().includes(wanted));
  }
  /* Above or below a button: the last in that row that begins no further right. */
  function beside(button, rows) {
    const all = [...element.children];
    const row = [...(all[all.indexOf(button.parentElement) + rows]?.children ?? [])];
    const left = parseFloat(button.style.left) + 1e-6;
    return row.filter((other) => parseFloat(other.style.left) <= left).pop() ?? row[0];
  }
  element.addEventListener('keydown', (event) => {
    const all = [...element.querySelectorAll('button')];
    const here = document.activeElement;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const rows = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') { out(); element.querySelector('button')?.focus(); }
    if (!step && !rows) return;
    event.preventDefault();
    (step ? all[all.indexOf(here) + step] : beside(here, rows))?.focus();
  });
  return { draw, out, mark };
}
