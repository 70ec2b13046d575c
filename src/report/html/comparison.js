/* The view of call paths of two runs: [name, statements and microseconds before, the same after, kind, children] */
const weigh = find('weight');
const of = (node, run) => node[(weigh.value === 'time' ? 2 : 1) + 2 * run];
const inWords = (node, run) => count(node[1 + 2 * run]) + ' statements, ' + time(node[2 + 2 * run]);
const flame = flameView(find('flame'), data.flame, {
  weight: (node) => of(node, 0) + of(node, 1),
  children: (node) => node[6],
  name: (node) => data.names[node[0]],
  title: (node) => data.names[node[0]] + '\nbefore: ' + inWords(node, 0) + '\nafter: ' + inWords(node, 1),
  paint: (button, node) => {
    const change = (of(node, 1) - of(node, 0)) / (of(node, 0) + of(node, 1));
    button.prepend(change > 0.05 ? '▲ ' : change < -0.05 ? '▼ ' : '');
    button.classList.add(change > 0.05 ? 'more' : change < -0.05 ? 'less' : 'even');
    button.style.setProperty('--change', Math.round(30 + Math.abs(change) * 70) + '%');
  },
});
weigh.addEventListener('change', flame.draw);
find('flame-out').addEventListener('click', flame.out);
flame.draw();
for (const element of document.querySelectorAll('.scripted')) element.hidden = false;
