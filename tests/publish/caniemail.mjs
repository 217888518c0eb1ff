// node caniemail.mjs NODE_MODULES LETTER.html: prints the features that some mail program has not, as a JSON list.
import fs from 'node:fs';
const { caniemail } = await import(process.argv[2] + '/caniemail/dist/index.js');
const { clientNames } = await import(process.argv[2] + '/caniemail/dist/clients.js');
const html = fs.readFileSync(process.argv[3], 'utf8');
const titles = new Set();
let known = 0;
for (const name of clientNames) {
  let found;
  try {
    found = caniemail({ clients: [name], html }).issues;
  } catch (error) {
    if (error instanceof RangeError) continue; // caniemail 2.0.2 knows too little of this program to check it
    throw error;
  }
  known += 1;
  for (const kind of ['errors', 'warnings'])
    for (const [, list] of found[kind] ?? []) for (const issue of list) titles.add(issue.title);
}
if (known < 20) throw new Error('only ' + known + ' mail programs are known');
console.log(JSON.stringify([...titles]));
