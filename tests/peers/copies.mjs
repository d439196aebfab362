// Writes a project of N Apex classes for measurements: renamed copies of the generated classes of this repository, each
// copy complete in itself. From the root of the repository: node tests/peers/copies.mjs DIRECTORY N
import fs from 'node:fs';
import path from 'node:path';

const [directory, wanted] = [process.argv[2], Number(process.argv[3])];
if (!directory || !(wanted > 0)) throw new Error('give a directory and a number of classes');

const sources = new Map();
for (const entry of fs.readdirSync('force-app', { recursive: true }).sort()) {
  if (entry.endsWith('.cls')) {
    sources.set(path.basename(entry, '.cls'), fs.readFileSync(path.join('force-app', entry), 'utf8'));
  }
}
const words = new Map([...sources].map(([name, text]) => [name, new Set(text.match(/\w+/g))]));
const needs = (name) => [...sources.keys()].filter((other) => other !== name && words.get(name).has(other));
// Classes on custom fields need more than classes.
for (let left = -1; left !== sources.size;) {
  left = sources.size;
  const known = new Set(words.keys());
  for (const [name, text] of sources) {
    if (/__c\b/.test(text) || [...words.get(name)].some((word) => known.has(word) && !sources.has(word))) sources.delete(name);
  }
}
// A class with all it needs, before the next one.
const order = [];
const visit = (name) => {
  if (order.includes(name)) return;
  order.push(name);
  needs(name).forEach(visit);
};
[...sources.keys()].forEach(visit);

const meta = '<?xml version="1.0" encoding="UTF-8"?>\n<ApexClass xmlns="http://soap.sforce.com/2006/04/metadata">\n'
  + '    <apiVersion>66.0</apiVersion>\n    <status>Active</status>\n</ApexClass>\n';
const classes = path.join(directory, 'force-app/main/default/classes');
fs.mkdirSync(classes, { recursive: true });
fs.writeFileSync(path.join(directory, 'sfdx-project.json'),
  JSON.stringify({ packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: '66.0' }, null, 2));
const write = (name, text) => {
  fs.writeFileSync(path.join(classes, `${name}.cls`), text);
  fs.writeFileSync(path.join(classes, `${name}.cls-meta.xml`), meta);
};
// The base classes, which otherwise come from the framework's package.
const base = 'framework/apex/bundled';
const bases = fs.readdirSync(base).filter((file) => file.endsWith('.cls'));
bases.forEach((file) => write(path.basename(file, '.cls'), fs.readFileSync(path.join(base, file), 'utf8')));
const renamed = (copy, name) => `C${copy}x${order.indexOf(name)}${name.endsWith('Exception') ? 'Exception' : ''}`;
let written = bases.length;
for (let copy = 1; written < wanted; copy += 1) {
  let chosen = order;
  if (wanted - written < order.length) {
    // The last copy: as many as fit, each with all it needs.
    const closure = (name, into) => {
      if (!into.has(name)) { into.add(name); needs(name).forEach((other) => closure(other, into)); }
      return into;
    };
    chosen = [];
    for (const name of order) {
      const all = new Set([...chosen, ...closure(name, new Set())]);
      if (all.size <= wanted - written) chosen = [...all];
    }
    if (chosen.length === 0) break;
  }
  for (const name of chosen) {
    const text = sources.get(name).replace(/\w+/g, (word) => (sources.has(word) ? renamed(copy, word) : word));
    write(renamed(copy, name), text);
    written += 1;
  }
}
console.log(`${written} classes`);
